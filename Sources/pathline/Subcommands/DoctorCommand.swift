import Training

/// `pathline doctor`: what a run would find on its hosts, and what to change.
enum DoctorCommand {
  static func run() throws -> ExitCode {
    let code = try Doctor.examine { print($0) }
    return ExitCode(rawValue: code) ?? .messaging
  }
}
