extension JobProblem: CustomStringConvertible {
  /// The place, the key, the cause and the cure, in one sentence or two.
  public var description: String { "\(position): \(message)" }

  /// The problem without its place.
  var message: String {
    switch cause {
    case .syntax(let message):
      return message
    case .unreadable(let reason):
      return "the job file cannot be read: \(reason)"
    case .malformedOption:
      return "expected key=value, for example training.steps=50"
    case .unknownKey(let suggestion?, _):
      return "there is no key \(key); did you mean \(suggestion)?"
    case .unknownKey(nil, let keys):
      return "there is no key \(key); the keys here are \(JobProblem.list(keys, "and"))"
    case .missing(let expected):
      return "\(key) is missing; add it with \(expected)"
    case .wrongType(let found, let expected):
      return "\(key.isEmpty ? "the job" : key) is \(found); give \(expected)"
    case .outOfRange(let found, let allowed):
      return "\(key) is \(found), but must be \(allowed)"
    case .unknownName(let found, let suggestion?, let allowed):
      return "\(key) is \"\(found)\"; did you mean \"\(suggestion)\"? Known are \(JobProblem.list(allowed, "and"))"
    case .unknownName(let found, nil, let allowed):
      return "\(key) is \"\(found)\"; give one of \(JobProblem.list(allowed, "or"))"
    case .notApplicable(let other, let value, let needed):
      return "\(key) has no effect because \(other) is \(value); remove it, or make \(other) "
        + JobProblem.list(needed, "or")
    case .contradiction(let rule, let cure):
      return "\(rule); \(cure)"
    }
  }

  /// `a, b and c`.
  package static func list(_ names: [String], _ word: String) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "none" }
    return names.dropLast().joined(separator: ", ") + " \(word) " + last
  }
}
