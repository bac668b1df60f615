@preconcurrency import Glibc
import Training

func main() -> Never {
  StandardStreams.prepare()
  MemoryShortage.install(exitCode: ExitCode.inputOutput.rawValue)
  exit(Dispatch.run(Array(CommandLine.arguments.dropFirst())).rawValue)
}

main()
