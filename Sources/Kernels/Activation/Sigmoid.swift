/// The logistic function as an activation.
enum Sigmoid<Scalar: LaneScalar>: ValueDerivative, TwiceDifferentiableFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
    let logistic = Logistic<Scalar>(x)
    return (logistic.value, logistic.derivative)
  }

  @inline(always)
  static func derivative(ofValue value: Scalar.Lanes) -> Scalar.Lanes { value * (Scalar.Lanes(1) - value) }

  @inline(always)
  static func secondDerivative(_ x: Scalar.Lanes) -> Scalar.Lanes {
    let logistic = Logistic<Scalar>(x)
    return logistic.derivative * (logistic.complement - logistic.value)
  }
}
