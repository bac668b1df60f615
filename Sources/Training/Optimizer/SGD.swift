import Kernels

/// Stochastic gradient descent, plain or with (Nesterov) momentum.
struct SGD: Optimizer, Equatable {
  static let kind = "sgd"

  /// How much of the last direction is kept; default 0.
  let momentum: Double
  /// Whether the step looks ahead along the momentum; default false.
  let nesterov: Bool
  /// Weight decay added to the gradient; default 0.
  let decay: Double

  /// Makes the rule from its settings.
  init(momentum: Double = 0, nesterov: Bool = false, decay: Double = 0) {
    self.momentum = momentum
    self.nesterov = nesterov
    self.decay = decay
  }

  var stateNames: [String] { momentum == 0 ? [] : ["momentum"] }

  func update<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>, state: OptimizerState<Scalar>,
    step: Int, rate: Double
  ) {
    guard momentum != 0 else {
      return OptimizerKernels.descend(
        parameters, along: gradient, rate: Scalar(rate), decay: Scalar(decay), count: state.count)
    }
    OptimizerKernels.momentum(
      parameters, along: gradient, momentum: state[0], rate: Scalar(rate), momentum: Scalar(momentum),
      nesterov: nesterov, decay: Scalar(decay), count: state.count)
  }
}
