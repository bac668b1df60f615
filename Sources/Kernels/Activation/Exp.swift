/// The exponential as an activation.
enum Exp<Scalar: LaneScalar>: ValueDerivative {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
    let clamped = x.capped(at: .init(Scalar.expCeiling)).raised(to: .init(Scalar.expFloor))
    let value = Exponential<Scalar>(clamped).value
    return (value, value)
  }

  @inline(always)
  static func derivative(ofValue value: Scalar.Lanes) -> Scalar.Lanes { value }
}
