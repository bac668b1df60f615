import Jobs

extension JobOptimizer {
  /// The optimiser the job asks for: the registry, one line for each kind.
  package func rule(decay: Double) -> any Optimizer {
    switch kind {
    case .sgd: SGD(momentum: momentum, nesterov: nesterov, decay: decay)
    case .adam: Adam(beta1: beta1, beta2: beta2, epsilon: epsilon, decay: decay)
    case .adamw: AdamW(beta1: beta1, beta2: beta2, epsilon: epsilon, decay: decay)
    case .rmsprop: RMSprop(alpha: alpha, epsilon: epsilon, momentum: momentum, decay: decay)
    }
  }
}
