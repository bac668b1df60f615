import Benchmarks
import CommandParsing
import Host
import Messaging

/// `pathline bench`: measures the program; each part is a subcommand.
enum BenchCommand {
  static let specification = CommandSpecification(
    name: "bench",
    summary: "Measures the program, next to the raw limit of the machine or the same work of other programs",
    discussion: "docs/performance.md tells how to read the figures and repeats all of them with one command.",
    parts: [
      BenchTrainCommand.specification, BenchKernelsCommand.specification, BenchSolverCommand.specification,
      BenchAllreduceCommand.specification, BenchIOCommand.specification,
    ],
    examples: ["pathline bench kernels", "mpirun -np 2 pathline bench train --from w1b.h5 --group 512"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging])

  /// Prints a table of figures, as text or as JSON.
  static func show(_ table: BenchmarkTable, _ arguments: Arguments) throws -> ExitCode {
    if Ranks.isFirst { try StandardOutput.print(try arguments[.json] ? table.json : table.text) }
    return .done
  }
}
