import Kernels

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2).
struct AdamW: Optimizer, Equatable {
  static let kind = "adamw"

  /// Weight decay taken from the parameters, times the learning rate; default 0.01.
  let decay: Double
  private let moments: AdamMoments

  /// Makes the rule from its settings: the decays of the moments, the term added to the square root, the weight decay.
  init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, decay: Double = 0.01) {
    moments = AdamMoments(beta1: beta1, beta2: beta2, epsilon: epsilon)
    self.decay = decay
  }

  var stateNames: [String] { AdamMoments.stateNames }

  func update<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>, state: OptimizerState<Scalar>,
    step: Int, rate: Double
  ) {
    moments.update(
      parameters, along: gradient, state: state, step: step, rate: rate, decay: decay, decoupled: true)
  }
}
