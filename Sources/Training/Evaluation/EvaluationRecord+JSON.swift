import Text

extension EvaluationRecord {
  /// The record as a JSON object, told from a step's by the key `split`.
  var json: JSON5Value {
    .object([
      ("step", .integer(step)), ("split", .string(split)), ("samples", .integer(samples)),
      ("dropped", .integer(dropped)),
      ("loss", .number(loss)),
      ("meanAbsoluteError", .number(meanAbsoluteError)), ("rootMeanSquareError", .number(rootMeanSquareError)),
      ("explainedVariance", .array(explainedVariance.map { .number($0) })), ("nfe", .integer(nfe)),
      ("accepted", .integer(accepted)), ("rejected", .integer(rejected)),
      ("best", .bool(isBest)), ("seconds", .number(seconds)),
    ])
  }

  /// Reads a record; nil when the value is none.
  init?(json: JSON5Value) {
    guard let step = json["step"]?.wholeNumber, let samples = json["samples"]?.wholeNumber,
      let dropped = json["dropped"]?.wholeNumber, let loss = json["loss"]?.numberOrNull,
      case .string(let split)? = json["split"]?.content, let absolute = json["meanAbsoluteError"]?.numberOrNull,
      let square = json["rootMeanSquareError"]?.numberOrNull,
      case .array(let elements)? = json["explainedVariance"]?.content,
      let nfe = json["nfe"]?.wholeNumber, let accepted = json["accepted"]?.wholeNumber,
      let rejected = json["rejected"]?.wholeNumber,
      case .bool(let isBest)? = json["best"]?.content,
      let seconds = json["seconds"]?.numberOrNull
    else { return nil }
    let explained = elements.compactMap(\.numberOrNull)
    guard explained.count == elements.count else { return nil }
    self.init(
      step: step, split: split, samples: samples, dropped: dropped, loss: loss, meanAbsoluteError: absolute,
      rootMeanSquareError: square, explainedVariance: explained, nfe: nfe, accepted: accepted, rejected: rejected,
      isBest: isBest, seconds: seconds)
  }
}
