import Text

/// When the state of the run is saved: section `checkpoint` of a job file.
///
/// A checkpoint is also written after the last step and on a signal to stop.
public struct JobCheckpoint: Equatable, Sendable {
  /// Optimiser steps between two checkpoints; 0: not by steps.
  public var everySteps = 500
  /// Seconds between two checkpoints; 0: not by time.
  public var everySeconds = 600.0
  /// Checkpoints kept, the newest ones.
  public var keep = 3

  /// The defaults of the job file.
  public init() {}
}

extension JobCheckpoint: JobSection {
  static var template: JobCheckpoint { JobCheckpoint() }

  static let keys: [JobKey<JobCheckpoint>] = [
    JobKey(
      "everySteps", \.everySteps, .wholeNumber(atLeast: 0), unit: "optimiser steps",
      help: "Steps between two checkpoints; 0: not by steps."),
    JobKey(
      "everySeconds", \.everySeconds, .number(.nonnegative), unit: "seconds",
      help: "Time between two checkpoints; 0: not by time."),
    JobKey(
      "keep", \.keep, .wholeNumber(atLeast: 1), unit: "checkpoints",
      help: "How many are kept, the newest ones."),
  ]
}
