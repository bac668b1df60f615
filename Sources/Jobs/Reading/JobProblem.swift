import Text

/// One thing that is wrong with a job: which key, where, why.
public struct JobProblem: Error, Equatable, Sendable {
  /// Why a job cannot be run as it is written.
  public enum Cause: Error, Equatable, Sendable {
    /// The text is not JSON5; what was expected.
    case syntax(String)
    /// The job file cannot be read; the reason.
    case unreadable(String)
    /// An option is not of the form `key=value`.
    case malformedOption
    /// No such key; the key probably meant, and the keys there are.
    case unknownKey(suggestion: String?, keys: [String])
    /// A required key is absent; what its value would be.
    case missing(expected: String)
    /// The value is of another type.
    case wrongType(found: String, expected: String)
    /// The value is of the right type but not allowed.
    case outOfRange(found: String, allowed: String)
    /// The value is none of the names; the name probably meant.
    case unknownName(found: String, suggestion: String?, allowed: [String])
    /// The key has no effect, because another key is not one of the needed values.
    case notApplicable(because: String, is: String, needed: [String])
    /// Values contradict each other: the rule they break and what to change.
    case contradiction(rule: String, cure: String)
  }

  /// The full path of the key, as `solver.method`; empty for the job as a whole.
  public var key: String
  /// Where the key or its value stands, in the file or in an option.
  public var position: SourcePosition
  /// Why the job cannot be run.
  public var cause: Cause
}
