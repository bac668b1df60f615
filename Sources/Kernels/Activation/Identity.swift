/// `x` itself.
enum Identity<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) { (x, .init(1)) }
}
