import Host
import Jobs
import Training

/// `pathline reference`: the reference of the job file.
enum ReferenceCommand {
  static func run() throws -> ExitCode {
    try StandardOutput.print(JobReference.markdown(), terminator: "")
    return .done
  }
}
