import Host

/// What the end of a run tells of all its records, gathered while they pass: its size does not grow with them.
///
/// Used by rank 0.
struct RunDigest: Sendable, Equatable {
  /// How many steps were noted.
  private(set) var steps = 0
  /// The first step.
  private(set) var first: StepRecord?
  /// The last step.
  private(set) var last: StepRecord?
  /// The counts of all steps, summed; its other members say nothing.
  private(set) var total = StepRecord()
  /// The last evaluation.
  private(set) var evaluation: EvaluationRecord?
  /// The best evaluation.
  private(set) var best: EvaluationRecord?

  /// Notes a step.
  mutating func note(_ record: StepRecord) {
    steps += 1
    if first == nil { first = record }
    last = record
    total.dropped += record.dropped
    total.nfeForward += record.nfeForward
    total.nfeBackward += record.nfeBackward
    total.newtonIterations += record.newtonIterations
    total.linearSolves += record.linearSolves
    total.accepted += record.accepted
    total.rejected += record.rejected
    total.replayed += record.replayed
  }

  /// Notes an evaluation.
  mutating func note(_ record: EvaluationRecord) {
    evaluation = record
    if record.isBest { best = record }
  }

  /// Notes the records of a log up to a state of the run.
  ///
  /// - Parameters:
  ///   - path: the path of `metrics.jsonl`; an incomplete last line is ignored.
  ///   - step: the last step to note.
  ///   - evaluated: the last evaluation to note.
  /// - Returns: How many lines of the file the records noted take.
  mutating func note(log path: String, upTo step: Int, evaluated: Int) throws(PathlineError) -> Int {
    var reader = try RecordReader(path)
    while let record = try reader.next() {
      switch record {
      case .step(let record):
        if record.step > step { return reader.count - 1 }
        note(record)
      case .evaluation(let record):
        if record.step > evaluated { return reader.count - 1 }
        note(record)
      }
    }
    return reader.count
  }
}
