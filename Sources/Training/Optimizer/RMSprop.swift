import Kernels

/// RMSprop (Tieleman and Hinton 2012), with the guard added after the square root, plain or with momentum.
struct RMSprop: Optimizer, Equatable {
  static let kind = "rmsprop"

  /// Decay of the mean square; default 0.99.
  let alpha: Double
  /// Added to the square root; default 1e-8.
  let epsilon: Double
  /// How much of the last direction is kept; default 0.
  let momentum: Double
  /// Weight decay added to the gradient; default 0.
  let decay: Double

  /// Makes the rule from its settings.
  init(alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0, decay: Double = 0) {
    self.alpha = alpha
    self.epsilon = epsilon
    self.momentum = momentum
    self.decay = decay
  }

  var stateNames: [String] { momentum == 0 ? ["squares"] : ["squares", "momentum"] }

  func update<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>, state: OptimizerState<Scalar>,
    step: Int, rate: Double
  ) {
    guard momentum != 0 else {
      return OptimizerKernels.rmsprop(
        parameters, along: gradient, squares: state[0], rate: Scalar(rate), smoothing: Scalar(alpha),
        rest: Scalar(1 - alpha), epsilon: Scalar(epsilon), decay: Scalar(decay), count: state.count)
    }
    OptimizerKernels.rmsprop(
      parameters, along: gradient, squares: state[0], momentum: state[1], rate: Scalar(rate),
      smoothing: Scalar(alpha), rest: Scalar(1 - alpha), epsilon: Scalar(epsilon), momentum: Scalar(momentum),
      decay: Scalar(decay), count: state.count)
  }
}
