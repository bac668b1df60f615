@preconcurrency import Glibc

func main() -> Never {
  StandardStreams.prepare()
  // Lines reach a file or pipe as they are printed, so that nothing is lost when a rank is killed.
  setvbuf(stdout, nil, _IOLBF, 0)
  exit(Dispatch.run(Array(CommandLine.arguments.dropFirst())).rawValue)
}

main()
