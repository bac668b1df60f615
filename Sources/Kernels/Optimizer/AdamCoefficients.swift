/// The numbers of one Adam update, rounded once from `Double` to the parameters' type.
public struct AdamCoefficients<Scalar: KernelScalar>: Sendable {
  let beta1, beta1Rest, beta2, beta2Rest, epsilon: Scalar
  /// The rate over the first correction, and one over the root of the second: one division is left for each element.
  let stepSize, rootScale: Scalar
  /// What the parameters are multiplied by, and what is added to the gradient per parameter: one of them is neutral.
  let shrink, coupledDecay: Scalar

  /// Rounds the coefficients.
  ///
  /// - Parameters:
  ///   - rate: the learning rate of this update.
  ///   - beta1: decay of the first moment; `1 - beta1` is taken before rounding.
  ///   - beta2: decay of the second moment; `1 - beta2` is taken before rounding.
  ///   - correction1: `1 - beta1^step`.
  ///   - correction2: `1 - beta2^step`.
  ///   - epsilon: added to the square root.
  ///   - decay: weight decay.
  ///   - decoupled: whether the decay acts on the parameters (AdamW) instead of the gradient (Adam).
  public init(
    rate: Double, beta1: Double, beta2: Double, correction1: Double, correction2: Double, epsilon: Double,
    decay: Double, decoupled: Bool
  ) {
    stepSize = Scalar(rate / correction1)
    rootScale = Scalar(1 / correction2.squareRoot())
    self.beta1 = Scalar(beta1)
    beta1Rest = Scalar(1 - beta1)
    self.beta2 = Scalar(beta2)
    beta2Rest = Scalar(1 - beta2)
    self.epsilon = Scalar(epsilon)
    shrink = Scalar(decoupled ? 1 - rate * decay : 1)
    coupledDecay = Scalar(decoupled ? 0 : decay)
  }
}
