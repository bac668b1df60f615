import Host

/// How a run ended that did not fail.
public struct RunOutcome: Sendable, Equatable {
  /// The ways to end.
  public enum Status: Sendable, Equatable {
    /// All steps of the job are done.
    case finished
    /// The evaluations made no more progress.
    case stoppedEarly
    /// A signal asked to stop; a checkpoint is written.
    case interrupted
    /// A dry run: nothing was trained or written.
    case checked
  }

  /// How it ended.
  public let status: Status
  /// Updates made since the start of training, runs before a resumption included.
  public let step: Int
  /// What was learned, what was written and what to do next, as lines of text; empty on all ranks but 0.
  public let summary: String

  /// The exit code of a command that ends with this outcome.
  public var exitCode: ExitCode { status == .interrupted ? .stopped : .done }
}
