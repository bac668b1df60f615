import Text

/// When a run without progress ends: section `earlyStop` of a job file.
public struct JobEarlyStop: Equatable, Sendable {
  /// Evaluations in a row without improvement after which the run ends.
  public var patience: Int
  /// How much the loss must fall below the best one so far to count, in units of the loss.
  public var minimumImprovement = 0.0

  /// A stop after `patience` evaluations without any improvement.
  public init(patience: Int) {
    self.patience = patience
  }
}

extension JobEarlyStop: JobSection {
  static var template: JobEarlyStop { JobEarlyStop(patience: 1) }

  static let keys: [JobKey<JobEarlyStop>] = [
    JobKey(
      "patience", \.patience, .wholeNumber(atLeast: 1), required: true, unit: "evaluations",
      help: "Evaluations in a row without improvement after which the run ends."),
    JobKey(
      "minimumImprovement", \.minimumImprovement, .number(.nonnegative), unit: "units of the loss",
      help: "How far the loss must fall below the best one so far to count as an improvement."),
  ]
}
