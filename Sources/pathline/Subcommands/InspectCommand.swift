import Diagnostics
import Host
import Training

/// `pathline inspect`: what an HDF5 file holds, and whether all of it is intact.
enum InspectCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    let path = try arguments.requiredOperand("FILE")
    let inspection = try FileInspection(path)
    try StandardOutput.print(inspection.lines.joined(separator: "\n"))
    return inspection.problems.isEmpty ? .done : .badData
  }
}
