@preconcurrency import Glibc
import Host
import Training

func main() -> Never {
  StandardStreams.prepare()
  MemoryShortage.install()
  exit(Dispatch.run(Array(CommandLine.arguments.dropFirst())).rawValue)
}

main()
