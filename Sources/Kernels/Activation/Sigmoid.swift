/// The logistic function as an activation.
enum Sigmoid<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let logistic = Logistic<Scalar>(x)
    return (logistic.value, logistic.slope)
  }
}
