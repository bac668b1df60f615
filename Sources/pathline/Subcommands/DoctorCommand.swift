import Diagnostics
import Host
import Training

/// `pathline doctor`: what a run would find on its hosts, and what to change.
enum DoctorCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    // The ranks are examined together: what cannot be printed is said when they have parted.
    var failure: OutputError?
    let code = try Doctor.examine(arguments.sharedText) { line in
      guard failure == nil else { return }
      do throws(OutputError) { try StandardOutput.print(line) } catch { failure = error }
    }
    if let failure { throw failure }
    return code
  }
}
