import Diagnostics
import Host
import Training

/// `pathline compare`: whether two files or runs are identical to the bit.
enum CompareCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    let comparison = try Comparison(try arguments.requiredOperand("A"), try arguments.requiredOperand("B"))
    try StandardOutput.print(comparison.lines.joined(separator: "\n"))
    return comparison.isIdentical ? .done : .different
  }
}
