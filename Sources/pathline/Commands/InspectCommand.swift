import CommandParsing
import Diagnostics
import Host

/// `pathline inspect`: what an HDF5 file holds, and whether all of it is intact.
enum InspectCommand {
  static let file = Operand("FILE", help: "The HDF5 file.")

  static let specification = CommandSpecification(
    name: "inspect",
    summary: "Tells what a data set, checkpoint or trajectory file holds, and verifies its checksums",
    discussion:
      "Reads every array, a block at a time, and sums up its numbers. The seal tells whether every byte of the "
      + "file is as Pathline wrote it; without one, another program wrote or changed the file.",
    operands: [file],
    examples: ["pathline inspect runs/spiral/checkpoints/step-00001000.h5"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .messaging], run: Dispatch.onFirstRank(run))

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    let inspection = try FileInspection(arguments[file])
    try StandardOutput.print(inspection.lines.joined(separator: "\n"))
    return inspection.problems.isEmpty ? .done : .badData
  }
}
