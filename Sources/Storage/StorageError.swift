/// What went wrong with a file, where, and what to do about it.
public struct StorageError: Error, Sendable, Equatable {
  /// Whose fault it is; the command maps it to its exit code.
  public enum Kind: Sendable, Equatable {
    /// The content of a file is not what it must be (``Host/ExitCode/badData``).
    case data
    /// The operating system refused to read or write (``Host/ExitCode/inputOutput``).
    case io
  }

  /// The content or the operating system.
  public let kind: Kind
  /// The file or directory as it was given.
  public let path: String
  /// The place inside the file, such as `/values` or `/values, sample 3, step 0, series 1`; nil for the whole file.
  public let object: String?
  /// What is wrong, without a full stop.
  public let problem: String
  /// What to change, as an imperative without a full stop.
  public let cure: String
  /// The number the operating system gave, where it gave one.
  public let errno: Int32?

  /// Describes a failure; `object` is nil where the whole file is meant.
  public init(
    _ kind: Kind, path: String, object: String? = nil, problem: String, cure: String, errno: Int32? = nil
  ) {
    self.kind = kind
    self.path = path
    self.object = object
    self.problem = problem
    self.cure = cure
    self.errno = errno
  }
}

extension StorageError: CustomStringConvertible {
  /// One sentence: the place, the problem and the cure.
  public var description: String {
    let place = object.map { "\(path): \($0)" } ?? path
    return "\(place): \(problem); \(cure)."
  }
}
