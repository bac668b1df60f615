import Kernels
import Models
import Networks
import ODE

/// A small trajectory fit with everything a group may hold: ragged counts, missing values, own times, augmentation.
struct TestProblem {
  var method = Method.tsit5
  var control = StepControl.fixed(step: 0.13)
  var stepping = Stepping.group
  var loss = TrajectoryLoss.l2
  var gradient: GradientMethod? = .discrete
  var regularization = Regularization(seed: 5)
  /// What is looked for along the trajectories, in double precision only.
  var events: EventConfiguration<Double>?
  var memory = 1 << 20
  var activation = Activation.tanh
  var hidden = [5]
  var includesTime = true
  var power = 1
  var hasLinearPart = false
  var series = 2
  var augment = 1
  /// Observations of each sample.
  var counts = [5, 1, 3, 5, 4]
  /// The sample whose times run backward.
  var reversed: Int? = 3

  var observations: Int { counts.max()! }

  /// Reproducible numbers in `[-1, 1)`, by purpose and index.
  static func number(_ purpose: UInt32, _ index: Int) -> Double {
    2 * Philox(seed: 11).uniform(.data, purpose, UInt64(index)) - 1
  }

  func field<Scalar: KernelScalar>(_ type: Scalar.Type) -> MLPField<Scalar> {
    MLPField(
      stateCount: series + augment, hidden: hidden, activation: activation, includesTime: includesTime, power: power,
      hasLinearPart: hasLinearPart)
  }

  func options() -> SolveOptions { SolveOptions(method: method, control: control, stepping: stepping) }

  /// The model with its group filled.
  func model<Scalar: KernelScalar>(_ type: Scalar.Type) throws -> TrajectoryModel<Scalar> {
    let model = try TrajectoryModel(
      field: field(Scalar.self), augment: augment, series: series, loss: loss, regularization: regularization,
      events: events as? EventConfiguration<Scalar>, options: options(), gradient: gradient, samples: counts.count,
      observations: observations, memory: memory)
    fill(model.group, with: Array(counts.indices))
    return model
  }

  /// Fills a group with some of the samples, and everything that is none of its business with NaN.
  func fill<Scalar: KernelScalar>(_ group: SeriesGroup<Scalar>, with chosen: [Int]) {
    for i in 0..<group.observations * group.columns { group.times[i] = .nan }
    for i in 0..<group.observations * series * group.columns { (group.values[i], group.mask[i]) = (.nan, 1) }
    for column in 0..<group.columns { group.counts[column] = -7 }
    group.samples = chosen.count
    for (column, sample) in chosen.enumerated() {
      group.counts[column] = Int32(counts[sample])
      group.keys[column] = UInt64(sample) << 32 | 3
      var time = 0.3 * Self.number(1, sample)
      for k in 0..<counts[sample] {
        group.times[k * group.columns + column] = time
        time += (sample == reversed ? -1 : 1) * (0.25 + 0.15 * Self.number(2, sample * 64 + k))
        for row in 0..<series {
          let place = (k * series + row) * group.columns + column
          let index = (sample * 64 + k) * 8 + row
          let isMissing = k > 0 && Self.number(3, index) < -0.5
          group.mask[place] = isMissing ? 0 : 1
          group.values[place] = isMissing ? .nan : Scalar(1.2 * Self.number(4, index))
        }
      }
    }
  }

  /// Parameters of moderate size.
  func parameters<Scalar: KernelScalar>(_ type: Scalar.Type) -> [Scalar] {
    field(Scalar.self).layout.entries.flatMap { entry in
      entry.range.map { Scalar(1.4 * Self.number(5, $0) / Double(entry.fanIn).squareRoot()) }
    }
  }
}

extension TrajectoryModel {
  /// The sums and the gradient as an array.
  func gradient(at parameters: [Scalar]) throws -> (sums: GroupSums, gradient: [Scalar]) {
    var gradient = [Scalar](repeating: 0, count: parameters.count)
    let sums = try self.gradient(parameters, into: &gradient)
    return (sums, gradient)
  }
}

/// The smallest budget a model can be made with.
func leastMemory(_ make: (Int) throws -> Void) throws -> Int {
  do {
    try make(0)
  } catch let error as SolverError where error.kind == .memory {
    return error.count
  }
  return 0
}
