/// `x` itself.
enum Identity<Scalar: LaneScalar>: ValueDerivative {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) { (x, .init(1)) }

  @inline(always)
  static func derivative(ofValue value: Scalar.Lanes) -> Scalar.Lanes { .init(1) }
}
