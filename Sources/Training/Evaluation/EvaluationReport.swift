import Text

/// How well a checkpoint does on a data set.
public struct EvaluationReport: Sendable, Equatable {
  /// The findings as lines for people.
  public let text: String
  /// The findings as one JSON object on one line.
  public let json: String

  init(_ record: EvaluationRecord, checkpoint: String, data: String, seriesNames: [String]) {
    var table = TextTable([.left, .right])
    table.add(["checkpoint", checkpoint])
    table.add(["step", "\(record.step)"])
    table.add(["data", data])
    table.add(["samples", "\(record.samples) (\(record.split))"])
    if record.dropped > 0 { table.add(["samples left out, unsolved", "\(record.dropped)"]) }
    table.add(["loss", NumberText.scientific(record.loss, 6)])
    table.add(["mean absolute error", NumberText.scientific(record.meanAbsoluteError, 6)])
    table.add(["root mean square error", NumberText.scientific(record.rootMeanSquareError, 6)])
    for (name, value) in zip(seriesNames, record.explainedVariance) {
      table.add(["explained variance, \(name)", NumberText.fixed(value, 6)])
    }
    table.add(["evaluations of the field", "\(record.nfe)"])
    table.add(["steps accepted, rejected", "\(record.accepted), \(record.rejected)"])
    table.add(["time", DurationText.short(record.seconds)])
    text = table.lines().joined(separator: "\n")
    json = JSON5Value.object([
      ("checkpoint", .string(checkpoint)), ("data", .string(data)), ("evaluation", record.json),
    ]).writeJSON()
  }
}
