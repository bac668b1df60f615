/// The exponential as an activation.
enum Exp<Scalar: LaneScalar>: ValueSlope {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let clamped = x.capped(at: .init(Scalar.expCeiling)).raised(to: .init(Scalar.expFloor))
    let value = Exponential<Scalar>(clamped).value
    return (value, value)
  }

  @inline(always)
  static func slope(ofValue value: Scalar.Lanes) -> Scalar.Lanes { value }
}
