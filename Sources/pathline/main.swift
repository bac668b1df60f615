@preconcurrency import Glibc

func main() -> Never {
  StandardStreams.prepare()
  exit(Dispatch.run(Array(CommandLine.arguments.dropFirst())).rawValue)
}

main()
