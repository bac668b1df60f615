/// What a run of the program came to, as its exit code tells the shell.
public enum ExitCode: Int32, CaseIterable, Sendable {
  /// All is done.
  case done = 0
  /// Two files or runs that were compared differ.
  case different = 1
  /// The command line or the job cannot be followed.
  case badRequest = 2
  /// The content of a file is not what it must be.
  case badData = 3
  /// The operating system refused to read or write.
  case inputOutput = 4
  /// A solve, a gradient or the parameters failed numerically.
  case numerical = 5
  /// A signal asked to stop; a checkpoint is written.
  case stopped = 6
  /// The ranks cannot talk to each other.
  case messaging = 7

  /// The meaning in a few words.
  public var meaning: String {
    switch self {
    case .done: "done"
    case .different: "compare: A and B differ"
    case .badRequest: "bad command line or job"
    case .badData: "bad data"
    case .inputOutput: "input/output failure"
    case .numerical: "numerical failure"
    case .stopped: "stopped by a signal after a checkpoint; train --resume goes on"
    case .messaging: "MPI or rank failure"
    }
  }
}
