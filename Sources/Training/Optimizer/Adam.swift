import Kernels

/// Adam (Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1).
struct Adam: Optimizer, Equatable {
  static let kind = "adam"

  /// Weight decay added to the gradient; default 0.
  let decay: Double
  private let moments: AdamMoments

  /// Makes the rule from its settings: the decays of the moments, the term added to the square root, the weight decay.
  init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, decay: Double = 0) {
    moments = AdamMoments(beta1: beta1, beta2: beta2, epsilon: epsilon)
    self.decay = decay
  }

  var stateNames: [String] { AdamMoments.stateNames }

  func update<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>, state: OptimizerState<Scalar>,
    step: Int, rate: Double
  ) {
    moments.update(
      parameters, along: gradient, state: state, step: step, rate: rate, decay: decay, decoupled: false)
  }
}
