import Training

/// `pathline inspect`: what an HDF5 file holds, and whether all of it is intact.
enum InspectCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    let inspection = try FileInspection(try arguments.requiredOperand("FILE"))
    print(inspection.lines.joined(separator: "\n"))
    return inspection.problems.isEmpty ? .done : .badData
  }
}
