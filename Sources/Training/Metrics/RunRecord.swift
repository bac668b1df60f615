import Text

/// A line of `metrics.jsonl`.
enum RunRecord: Sendable, Equatable {
  /// What a training step did.
  case step(StepRecord)
  /// How well the model did.
  case evaluation(EvaluationRecord)

  /// Reads a record; nil when the value is none.
  init?(json: JSON5Value) {
    if json["split"] != nil {
      guard let record = EvaluationRecord(json: json) else { return nil }
      self = .evaluation(record)
    } else {
      guard let record = StepRecord(json: json) else { return nil }
      self = .step(record)
    }
  }
}
