/// What in a run's files depends on the machine and its load, and is therefore never compared.
enum NondeterministicFields {
  /// Whether an array of a file of some kind holds timings.
  static func includes(dataset path: String, kind: String?) -> Bool {
    guard kind == "history" else { return false }
    return path.hasPrefix("/seconds_") || path == "/evaluation_seconds" || path == "/imbalance"
  }

  /// Whether a metric of a record holds timings.
  static func includes(metric name: String) -> Bool {
    name == "seconds" || name.hasPrefix("seconds.") || name == "imbalance"
  }

  /// Whether a key of a job says where results go: the same run may write anywhere.
  static func includes(jobKey key: String) -> Bool { key == "output.directory" }
}
