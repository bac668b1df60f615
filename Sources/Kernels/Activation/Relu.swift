/// `max(x, 0)`.
enum Relu<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let zero = Scalar.Lanes.zero
    return (x.raised(to: zero), zero.replacing(with: .init(1), whereLess: zero, than: x))
  }
}
