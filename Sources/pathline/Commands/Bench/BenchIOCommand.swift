import Benchmarks
import CommandParsing
import Host

/// `pathline bench io`: checkpoints and data sets, next to what the system takes for as many bytes.
enum BenchIOCommand {
  static let directory = Option.path(
    "--directory", "DIR", default: "the current directory",
    help: "Where files of up to 13 MB are written and removed again; name the file system that runs use.")

  static let specification = CommandSpecification(
    name: "bench io",
    summary: "Measures checkpoints and reading of data, next to write, fsync and read of as many bytes",
    options: [directory, Option.json],
    examples: ["pathline bench io --directory runs"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .messaging], run: Dispatch.onFirstRank(run))

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    try BenchCommand.show(FileBenchmark.run(directory: try arguments[directory] ?? "."), arguments)
  }
}
