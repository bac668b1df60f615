import Kernels

@testable import Training

extension OptimizerKernels {
  /// Moves parameters by the sign of a mean gradient.
  ///
  /// Source: Chen and others, "Symbolic Discovery of Optimization Algorithms" (2023), algorithm 2.
  /// `p -= rate (sign(beta1 m + (1 - beta1) g) + decay p); m = beta2 m + (1 - beta2) g`; the rests are
  /// `1 - beta1` and `1 - beta2`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  static func lion<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    mean: UnsafeMutablePointer<Scalar>, rate: Scalar, beta1: Scalar, rest1: Scalar, beta2: Scalar, rest2: Scalar,
    decay: Scalar, count: Int
  ) {
    for i in 0..<count {
      let p = parameters[i]
      let g = gradient[i]
      let c = beta1 * mean[i] + rest1 * g
      let sign: Scalar = c > 0 ? 1 : c < 0 ? -1 : 0
      mean[i] = beta2 * mean[i] + rest2 * g
      parameters[i] = p - rate * (sign + decay * p)
    }
  }
}

/// Lion: steps of one length, in the direction of the sign of a mean gradient.
struct Lion: Optimizer {
  static let kind = "lion"

  /// Weight of the past in the direction of a step; default 0.9.
  var beta1 = 0.9
  /// Weight of the past in what is remembered; default 0.99.
  var beta2 = 0.99
  /// Weight decay, off the parameter directly; default 0.
  var decay = 0.0

  var stateNames: [String] { ["mean"] }

  func update<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>, state: OptimizerState<Scalar>,
    step: Int, rate: Double
  ) {
    OptimizerKernels.lion(
      parameters, along: gradient, mean: state[0], rate: Scalar(rate), beta1: Scalar(beta1), rest1: Scalar(1 - beta1),
      beta2: Scalar(beta2), rest2: Scalar(1 - beta2), decay: Scalar(decay), count: state.count)
  }
}
