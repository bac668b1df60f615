import Host
import Text

/// The records of a `metrics.jsonl`, as columns of what does not depend on the machine.
struct MetricsLog {
  /// The records of one sort: those of the steps, or those of the evaluations of a split.
  struct Sort {
    /// The steps that have a record, ascending.
    var steps: [Int] = []
    /// The value of each metric at each step that has it, by the metric's name.
    var metrics: [String: [Int: JSON5Value]] = [:]
  }

  /// The sorts by name: `training step`, or `evaluation on SPLIT`.
  private(set) var sorts: [String: Sort] = [:]

  /// Reads whole lines; an incomplete last one, which a stopped run may leave, is ignored.
  ///
  /// - Throws: A `.data` error where a line is no record or a step has two records of a sort.
  init(_ bytes: [UInt8], source: String) throws(PathlineError) {
    var start = 0
    var line = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      line += 1
      let place = "\(source): line \(line)"
      let record: JSON5Value
      do throws(JSON5Error) {
        record = try JSON5Parser.parse(bytes[start..<end], source: source)
      } catch {
        throw PathlineError(.data, "\(place) is no record of a run: \(error.message).")
      }
      guard add(record) else {
        throw PathlineError(.data, "\(place) is no record of a run, or a second one of its step.")
      }
      start = end + 1
    }
  }

  /// Takes in a record; false where it is none or its step is not behind the last one of its sort.
  private mutating func add(_ record: JSON5Value) -> Bool {
    guard let step = record["step"]?.wholeNumber else { return false }
    var name = "training step"
    if case .string(let split)? = record["split"]?.content { name = "evaluation on \(split)" }
    guard step > sorts[name]?.steps.last ?? .min else { return false }
    sorts[name, default: Sort()].steps.append(step)
    for (metric, value) in record.leaves
    where metric != "step" && metric != "split" && !NondeterministicFields.includes(metric: metric) {
      sorts[name]?.metrics[metric, default: [:]][step] = value
    }
    return true
  }
}
