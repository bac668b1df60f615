extension OperandSpecification {
  static let job = OperandSpecification(
    name: "JOB", help: "The job file (JSON5); pathline reference explains its keys.")

  static let checkpoint = OperandSpecification(
    name: "CHECKPOINT", help: "A checkpoint, or a run directory for its newest one.")
}

extension OptionSpecification {
  static let set = OptionSpecification(
    name: "--set", kind: .repeated("KEY=VALUE"),
    help: "Replaces the value of a key of the job, by its path. The value is JSON5; text, names, paths and byte counts "
      + "need no quotes; null restores the default.")

  static let dataFile = OptionSpecification(
    name: "--data", kind: .value("FILE"), defaultText: "data.file of the job in the checkpoint",
    help: "The data set to use.")

  static let json = OptionSpecification(
    name: "--json", kind: .flag, help: "Prints one JSON object instead of text.")
}
