/// What a run of the program came to, as its exit code tells the shell.
enum ExitCode: Int32, CaseIterable, Sendable {
  case done = 0
  case different = 1
  case badRequest = 2
  case badData = 3
  case inputOutput = 4
  case numerical = 5
  case stopped = 6
  case messaging = 7

  /// The meaning in a few words.
  var meaning: String {
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
