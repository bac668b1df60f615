import Kernels

/// What Adam and AdamW share: the decays of the two moments, the guard of the division and the corrected update.
struct AdamMoments: Sendable, Equatable {
  let beta1: Double
  let beta2: Double
  let epsilon: Double

  static let stateNames = ["first", "second"]

  func update<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>, state: OptimizerState<Scalar>,
    step: Int, rate: Double, decay: Double, decoupled: Bool
  ) {
    let coefficients = AdamCoefficients<Scalar>(
      rate: rate, beta1: beta1, beta2: beta2, correction1: 1 - integerPower(beta1, step),
      correction2: 1 - integerPower(beta2, step), epsilon: epsilon, decay: decay, decoupled: decoupled)
    OptimizerKernels.adam(
      parameters, along: gradient, first: state[0], second: state[1], coefficients: coefficients, count: state.count)
  }

  /// `base^exponent` by repeated squaring: plain products, so the same bits on every host, which a library's `pow` is
  /// not.
  private func integerPower(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
