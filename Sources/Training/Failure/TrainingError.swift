import Messaging
import Storage

/// Why a run cannot go on.
///
/// Every kind but ``Kind/ranks`` is thrown on all ranks together, with the same content: the ranks can take leave of
/// each other in order, and rank 0 alone prints it. After ``Kind/ranks`` the others may be waiting, so the rank that
/// throws it ends the run with `Communicator.abort(code:)`.
public struct TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of failure; raw values are the exit codes of the command.
  public enum Kind: Int32, Sendable {
    /// The job, or what the job and a run directory say together, cannot be carried out.
    case job = 2
    /// The content of a file is not what it must be.
    case data = 3
    /// The operating system refused to read or write.
    case io = 4
    /// A solve, a gradient or the parameters failed numerically.
    case numerical = 5
    /// The ranks cannot talk to each other.
    case ranks = 7
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// Where, why and what to change.
  public let description: String

  /// The exit code of a command that ends with this error.
  public var exitCode: Int32 { kind.rawValue }

  /// Describes a failure.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  init(_ error: StorageError) {
    switch error.kind {
    case .data: self.init(.data, "\(error)")
    case .io: self.init(.io, "\(error)")
    }
  }

  init(_ error: MessagingError) {
    self.init(.ranks, "\(error)")
  }
}
