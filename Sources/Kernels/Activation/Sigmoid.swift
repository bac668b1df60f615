/// The logistic function as an activation.
enum Sigmoid<Scalar: LaneScalar>: ValueSlope, CurvedFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let logistic = Logistic<Scalar>(x)
    return (logistic.value, logistic.slope)
  }

  @inline(always)
  static func slope(ofValue value: Scalar.Lanes) -> Scalar.Lanes { value * (Scalar.Lanes(1) - value) }

  @inline(always)
  static func curvature(_ x: Scalar.Lanes) -> Scalar.Lanes {
    let logistic = Logistic<Scalar>(x)
    return logistic.slope * (logistic.complement - logistic.value)
  }
}
