/// All records of a run so far.
///
/// Used by rank 0.
struct RunHistory: Sendable, Equatable {
  /// The steps, ascending.
  var steps: [StepRecord] = []
  /// The evaluations, ascending.
  var evaluations: [EvaluationRecord] = []

  /// Makes room for the records of steps to come, so that recording one allocates nothing.
  ///
  /// Called again where a run may allocate. Room that nothing was written to is addresses, not memory.
  /// - Parameters:
  ///   - total: steps of the whole run; room for more is never made.
  ///   - planned: how many steps to come have room, or as many as there are already where that is more; default 2^20.
  mutating func makeRoom(for total: Int, planned: Int = 1 << 20) {
    let ahead = max(planned, steps.count)
    guard steps.capacity < min(total, steps.count + ahead / 2) else { return }
    steps.reserveCapacity(min(total, steps.count + ahead))
  }

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
