extension OptimizerKernels {
  /// Adam (Kingma and Ba 2015, algorithm 1), with the weight decay added to the gradient or taken from the parameters.
  ///
  /// With `g` the gradient, plus `decay p` when not `decoupled`: `m = beta1 m + (1 - beta1) g`,
  /// `v = beta2 v + (1 - beta2) g^2`, `p -= rate (m / correction1) / (sqrt(v / correction2) + epsilon)`. When
  /// `decoupled`, the parameters are first multiplied by `1 - rate decay` (Loshchilov and Hutter 2019, algorithm 2).
  /// The corrections are `1 - beta^step`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func adam<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    first: UnsafeMutablePointer<Scalar>, second: UnsafeMutablePointer<Scalar>, coefficients c: AdamCoefficients<Scalar>,
    count: Int
  ) {
    for i in 0..<count {
      let p = parameters[i] * c.shrink
      let g = gradient[i] + c.coupledDecay * p
      let m = c.beta1 * first[i] + c.beta1Rest * g
      let v = c.beta2 * second[i] + c.beta2Rest * (g * g)
      first[i] = m
      second[i] = v
      parameters[i] = p - c.stepSize * m / (v.squareRoot() * c.rootScale + c.epsilon)
    }
  }
}
