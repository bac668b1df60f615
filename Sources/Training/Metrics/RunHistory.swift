/// All records of a run so far.
///
/// Used by rank 0.
struct RunHistory: Sendable, Equatable {
  /// The steps, ascending.
  var steps: [StepRecord] = []
  /// The evaluations, ascending.
  var evaluations: [EvaluationRecord] = []

  /// Reads the lines of a log up to a step.
  ///
  /// - Parameters:
  ///   - bytes: the content of `metrics.jsonl`; an incomplete last line is ignored.
  ///   - step: the last step to keep.
  ///   - evaluated: the last evaluation to keep.
  ///   - source: what errors call the log.
  /// - Returns: the records, and how many lines they take in the file.
  static func read(
    _ bytes: [UInt8], upTo step: Int, evaluated: Int, source: String = "metrics.jsonl"
  ) throws(TrainingError) -> (history: RunHistory, lines: Int) {
    var history = RunHistory()
    var start = 0
    var lines = 0
    while let end = bytes[start...].firstIndex(of: 0x0a) {
      let value: JSON5Value
      do {
        value = try JSON5Parser.parse(bytes[start..<end], source: source)
      } catch {
        throw unreadable(lines + 1, source)
      }
      if value["split"] != nil {
        guard let record = EvaluationRecord(json: value) else { throw unreadable(lines + 1, source) }
        if record.step > evaluated { break }
        history.evaluations.append(record)
      } else {
        guard let record = StepRecord(json: value) else { throw unreadable(lines + 1, source) }
        if record.step > step { break }
        history.steps.append(record)
      }
      start = end + 1
      lines += 1
    }
    return (history, lines)
  }

  private static func unreadable(_ line: Int, _ source: String) -> TrainingError {
    TrainingError(
      .data, "\(source): line \(line) is no record of a run; correct it, or move the file away to resume without it.")
  }
}
