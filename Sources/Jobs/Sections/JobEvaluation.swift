import Text

/// When the model is judged on whole series: section `evaluation` of a job file.
///
/// The series are those of the validation split or, without one, of the training split, solved from their first
/// observation.
public struct JobEvaluation: Equatable, Sendable {
  /// Optimiser steps between two evaluations; 0: only after the last step.
  public var everySteps = 100

  /// The defaults of the job file.
  public init() {}
}

extension JobEvaluation: JobSection {
  static var template: JobEvaluation { JobEvaluation() }

  static let keys: [JobKey<JobEvaluation>] = [
    JobKey(
      "everySteps", \.everySteps, .wholeNumber(atLeast: 0), unit: "optimiser steps",
      help: "Steps between two evaluations; 0: only after the last step.")
  ]
}
