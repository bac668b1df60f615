import Host

/// All records of a run.
///
/// Used by rank 0.
struct RunHistory: Sendable, Equatable {
  /// The steps, ascending.
  var steps: [StepRecord] = []
  /// The evaluations, ascending.
  var evaluations: [EvaluationRecord] = []

  /// Makes the history of a run without records.
  init(steps: [StepRecord] = [], evaluations: [EvaluationRecord] = []) {
    self.steps = steps
    self.evaluations = evaluations
  }

  /// Reads a log.
  ///
  /// - Parameter path: the path of `metrics.jsonl`; an incomplete last line is ignored.
  /// - Throws: A `.data` error where a line is no record; an `.io` error where it cannot be read.
  init(log path: String) throws(PathlineError) {
    var reader = try RecordReader(path)
    while let record = try reader.next() {
      switch record {
      case .step(let step): steps.append(step)
      case .evaluation(let evaluation): evaluations.append(evaluation)
      }
    }
  }
}
