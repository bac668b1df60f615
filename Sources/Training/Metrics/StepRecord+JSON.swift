import Models

extension StepRecord {
  // Made once: every call of `allCases` makes an array.
  private static let regularizers = Regularizer.allCases
  private static let phases = Phase.allCases

  /// Writes the record as a JSON object.
  func write(to line: inout JSONLine) {
    line.begin()
    line.add("step", step)
    line.add("epoch", epoch)
    line.add("samples", samples)
    line.add("dropped", dropped)
    line.add("groups", groups)
    line.add("loss", loss)
    for regularizer in Self.regularizers {
      if let mean = regularizers[regularizer] { line.add(regularizer.rawValue, mean) }
    }
    line.add("gradientNorm", gradientNorm)
    line.add("rate", rate)
    line.add("nfeForward", nfeForward)
    line.add("nfeBackward", nfeBackward)
    line.add("jvps", jvps)
    line.add("newtonIterations", newtonIterations)
    line.add("factorizations", factorizations)
    line.add("linearSolves", linearSolves)
    line.add("accepted", accepted)
    line.add("rejected", rejected)
    line.add("replayed", replayed)
    line.add("imbalance", imbalance)
    line.open("seconds")
    for phase in Self.phases { line.add(phase.name, times.seconds(phase)) }
    line.close()
    line.close()
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
    var phases = PhaseTimes()
    for phase in Self.phases {
      guard let seconds = times[phase.name]?.real, let nanoseconds = Int64(exactly: (seconds * 1e9).rounded()) else {
        return nil
      }
      phases[phase] = nanoseconds
    }
    self.init(
      step: step, epoch: epoch, samples: samples, dropped: dropped, groups: groups, loss: loss, gradientNorm: norm,
      rate: rate, nfeForward: forward, nfeBackward: backward, jvps: jvps, newtonIterations: iterations,
      factorizations: factorizations, linearSolves: linearSolves, accepted: accepted, rejected: rejected,
      replayed: replayed, imbalance: imbalance, times: phases)
    for name in Self.regularizers {
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
