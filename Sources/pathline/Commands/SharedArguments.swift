import CommandParsing

extension Operand {
  static let job = Operand("JOB", help: "The job file (JSON5); pathline reference explains its keys.")

  static let checkpoint = Operand("CHECKPOINT", help: "A checkpoint, or a run directory for its newest one.")
}

extension Option<[String]> {
  static let set = Option.repeated(
    "--set", "KEY=VALUE",
    help: "Replaces the value of a key of the job, by its path. The value is JSON5; text, names, paths and byte counts "
      + "need no quotes; null restores the default.")
}

extension Option<String?> {
  static let dataFile = Option.path(
    "--data", "FILE", default: "data.file of the job in the checkpoint", help: "The data set to use.")
}

extension Option<Bool> {
  static let json = Option.flag("--json", help: "Prints one JSON object instead of text.")
}
