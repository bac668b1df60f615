import Models
import Text

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
    guard let step = json["step"]?.wholeNumber, let epoch = json["epoch"]?.wholeNumber,
      let samples = json["samples"]?.wholeNumber,
      let dropped = json["dropped"]?.wholeNumber, let groups = json["groups"]?.wholeNumber,
      let loss = json["loss"]?.numberOrNull,
      let norm = json["gradientNorm"]?.numberOrNull,
      let rate = json["rate"]?.numberOrNull, let forward = json["nfeForward"]?.wholeNumber,
      let backward = json["nfeBackward"]?.wholeNumber, let jvps = json["jvps"]?.wholeNumber,
      let iterations = json["newtonIterations"]?.wholeNumber, let factorizations = json["factorizations"]?.wholeNumber,
      let linearSolves = json["linearSolves"]?.wholeNumber, let accepted = json["accepted"]?.wholeNumber,
      let rejected = json["rejected"]?.wholeNumber, let replayed = json["replayed"]?.wholeNumber,
      let imbalance = json["imbalance"]?.numberOrNull, let times = json["seconds"]
    else { return nil }
    var phases = PhaseTimes()
    for phase in Self.phases {
      guard let seconds = times[phase.name]?.numberOrNull, let nanoseconds = Int64(exactly: (seconds * 1e9).rounded())
      else {
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
      if let value = json[name.rawValue]?.numberOrNull { regularizers[name] = value }
    }
  }
}
