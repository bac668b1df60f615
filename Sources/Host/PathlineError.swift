/// Why a command cannot do what it was asked to: the place, the cause, the cure, and with which code the program ends.
///
/// Every kind but ``Kind/ranks`` is thrown on all ranks together, with the same content: the ranks can take leave of
/// each other in order, and rank 0 alone prints it. After ``Kind/ranks`` the others may be waiting, so the rank that
/// throws it ends the run with `Communicator.abort(code:)`.
public struct PathlineError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of failure.
  public enum Kind: String, Sendable {
    /// The job, or what the job and a run directory say together, cannot be carried out.
    case job
    /// The content of a file is not what it must be.
    case data
    /// The operating system refused to read or write.
    case io
    /// A solve, a gradient or the parameters failed numerically.
    case numerical
    /// The ranks cannot talk to each other.
    case ranks

    /// The exit code of a command that ends with such a failure.
    public var exitCode: ExitCode {
      switch self {
      case .job: .badRequest
      case .data: .badData
      case .io: .inputOutput
      case .numerical: .numerical
      case .ranks: .messaging
      }
    }
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// Where, why and what to change.
  public let description: String

  /// The exit code of a command that ends with this error.
  public var exitCode: ExitCode { kind.exitCode }

  /// Describes a failure.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
