import Text

/// All keys of the job file as people are told about them.
enum JobSchema {
  /// The job file itself: the entry that holds all others.
  static let root = JobEntry(
    name: "", type: "section", range: nil, unit: nil, presence: .required, condition: nil, help: "", isText: false,
    keys: Job.keys.map(\.entry))

  /// The cause of a key that its section does not have: a near name of the section, or the same name of another.
  static func unknownKey(_ name: String, in prefix: String, among names: [String]) -> JobProblem.Cause {
    if let near = NearestName.among(names, to: name) { return .unknownKey(suggestion: prefix + near, keys: names) }
    let elsewhere = root.paths().filter { $0.hasSuffix(".\(name)") || $0 == name }
    return .unknownKey(suggestion: elsewhere.first, keys: names)
  }
}
