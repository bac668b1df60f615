import Training

/// `pathline reference`: the reference of the job file.
enum ReferenceCommand {
  static func run() -> ExitCode {
    print(JobReference.markdown(), terminator: "")
    return .done
  }
}
