/// The logistic function as an activation.
enum Sigmoid<Scalar: LaneScalar>: CurvedFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let logistic = Logistic<Scalar>(x)
    return (logistic.value, logistic.slope)
  }

  @inline(always)
  static func curvature(_ x: Scalar.Lanes) -> Scalar.Lanes {
    let logistic = Logistic<Scalar>(x)
    return logistic.slope * (logistic.complement - logistic.value)
  }
}
