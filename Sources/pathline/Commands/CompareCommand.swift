import CommandParsing
import Diagnostics
import Host

/// `pathline compare`: whether two files or runs are identical to the bit.
enum CompareCommand {
  static let a = Operand("A", help: "A run directory, checkpoint, data set, history or trajectory file.")
  static let b = Operand("B", help: "Another one.")

  static let specification = CommandSpecification(
    name: "compare",
    summary: "Tells whether two checkpoints or runs are identical to the bit, or where and how far apart they are",
    discussion: "Of two run directories it compares the jobs, all common steps of the metrics, the newest and best "
      + "checkpoints, the histories and the trajectories; of two HDF5 files every array and attribute. Timings, the "
      + "imbalance between ranks and output.directory are not compared. A NaN equals itself, 0 differs from -0.",
    operands: [a, b],
    examples: ["pathline compare runs/one-rank runs/four-ranks"],
    exitCodes: [.done, .different, .badRequest, .badData, .inputOutput, .messaging], run: Dispatch.onFirstRank(run))

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    let comparison = try Comparison(arguments[a], arguments[b])
    try StandardOutput.print(comparison.lines.joined(separator: "\n"))
    return comparison.isIdentical ? .done : .different
  }
}
