import Kernels

/// Which samples of a data set are trained on and which are held out for validation.
struct SampleSplit: Sendable, Equatable {
  /// The samples trained on, ascending.
  let training: [Int]
  /// The samples held out, ascending; empty without validation.
  let validation: [Int]

  /// Splits `samples` samples by the seed: `fraction` of them, rounded to the nearest whole number, are held out.
  ///
  /// A fraction above 0 holds out at least one sample, and at least one sample is always trained on.
  /// - Parameters:
  ///   - samples: samples of the data set, at least 1.
  ///   - fraction: the part that is held out, at least 0 and below 1.
  ///   - seed: the job's seed.
  init(samples: Int, fraction: Double, seed: UInt64) {
    precondition(samples >= 1 && fraction >= 0 && fraction < 1, "a split needs a sample and a fraction in [0, 1)")
    let wanted = Int((fraction * Double(samples)).rounded())
    let held = fraction == 0 ? 0 : min(max(wanted, 1), samples - 1)
    guard held > 0 else {
      (training, validation) = (Array(0..<samples), [])
      return
    }
    let order = KeyedPermutation.make(count: samples, stream: .split, seed: seed, epoch: 0)
    validation = order.prefix(held).map(Int.init).sorted()
    training = order.dropFirst(held).map(Int.init).sorted()
  }

  /// The split that evaluations use: the one held out, or the one trained on where none is.
  var evaluated: SplitName { validation.isEmpty ? .training : .validation }

  /// The samples of a split, ascending.
  func samples(_ name: SplitName) -> [Int] {
    switch name {
    case .training: training
    case .validation: validation
    case .all: Array(0..<training.count + validation.count)
    }
  }
}
