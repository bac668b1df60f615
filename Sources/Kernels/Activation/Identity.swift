/// `x` itself.
enum Identity<Scalar: LaneScalar>: ValueSlope {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) { (x, .init(1)) }

  @inline(always)
  static func slope(ofValue value: Scalar.Lanes) -> Scalar.Lanes { .init(1) }
}
