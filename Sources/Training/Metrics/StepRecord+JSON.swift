import Models

extension StepRecord {
  /// The record as a JSON object.
  var json: JSON5Value {
    let charged = Regularizer.allCases.compactMap { name in
      regularizers[name].map { (name.rawValue, JSON5Value.number($0)) }
    }
    return .object(
      [
        ("step", .integer(step)), ("epoch", .integer(epoch)), ("samples", .integer(samples)),
        ("dropped", .integer(dropped)),
        ("groups", .integer(groups)), ("loss", .number(loss)),
      ] + charged + [
        ("gradientNorm", .number(gradientNorm)), ("rate", .number(rate)), ("nfeForward", .integer(nfeForward)),
        ("nfeBackward", .integer(nfeBackward)),
        ("jvps", .integer(jvps)), ("newtonIterations", .integer(newtonIterations)),
        ("factorizations", .integer(factorizations)), ("linearSolves", .integer(linearSolves)),
        ("accepted", .integer(accepted)), ("rejected", .integer(rejected)), ("replayed", .integer(replayed)),
        ("imbalance", .number(imbalance)),
        ("seconds", .object(Phase.allCases.map { ($0.name, .number(seconds[$0.rawValue])) })),
      ])
  }

  /// Reads a record; nil when the value is none.
  init?(json: JSON5Value) {
    guard let step = json["step"]?.whole, let epoch = json["epoch"]?.whole, let samples = json["samples"]?.whole,
      let dropped = json["dropped"]?.whole, let groups = json["groups"]?.whole, let loss = json["loss"]?.real,
      let norm = json["gradientNorm"]?.real,
      let rate = json["rate"]?.real, let forward = json["nfeForward"]?.whole,
      let backward = json["nfeBackward"]?.whole, let jvps = json["jvps"]?.whole,
      let iterations = json["newtonIterations"]?.whole, let factorizations = json["factorizations"]?.whole,
      let linearSolves = json["linearSolves"]?.whole, let accepted = json["accepted"]?.whole,
      let rejected = json["rejected"]?.whole, let replayed = json["replayed"]?.whole,
      let imbalance = json["imbalance"]?.real, let times = json["seconds"]
    else { return nil }
    let seconds = Phase.allCases.compactMap { times[$0.name]?.real }
    guard seconds.count == Phase.allCases.count else { return nil }
    self.init(
      step: step, epoch: epoch, samples: samples, dropped: dropped, groups: groups, loss: loss, gradientNorm: norm,
      rate: rate, nfeForward: forward, nfeBackward: backward, jvps: jvps, newtonIterations: iterations,
      factorizations: factorizations, linearSolves: linearSolves, accepted: accepted, rejected: rejected,
      replayed: replayed,
      imbalance: imbalance, seconds: seconds)
    for name in Regularizer.allCases {
      if let value = json[name.rawValue]?.real { regularizers[name] = value }
    }
  }
}

extension JSON5Value {
  /// The value as a whole number; nil for anything else.
  var whole: Int? {
    if case .integer(let value) = content { return Int(value) }
    return nil
  }

  /// The value as a number; JSON's null stands for a number that is not finite; nil for anything else.
  var real: Double? {
    switch content {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .null: .nan
    default: nil
    }
  }
}
