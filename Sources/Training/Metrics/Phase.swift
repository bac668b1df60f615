/// The parts of a training step whose time is measured.
package enum Phase: Int, CaseIterable, Sendable {
  /// Reading series and cutting windows.
  case data
  /// Solving groups and their gradients.
  case solve
  /// Waiting for the other ranks and summing.
  case reduce
  /// Averaging, clipping and updating the parameters.
  case update
  /// Judging the model on whole series, before this step.
  case evaluate
  /// Saving the state of the run, before this step.
  case checkpoint

  /// The phase's name in the metrics.
  package var name: String {
    switch self {
    case .data: "data"
    case .solve: "solve"
    case .reduce: "reduce"
    case .update: "update"
    case .evaluate: "evaluate"
    case .checkpoint: "checkpoint"
    }
  }
}
