/// The exponential as an activation.
enum Exp<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let clamped = x.capped(at: .init(Scalar.expCeiling)).raised(to: .init(Scalar.expFloor))
    let value = Exponential<Scalar>(clamped).value
    return (value, value)
  }
}
