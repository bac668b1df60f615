/// `max(x, 0)`.
enum Relu<Scalar: LaneScalar>: ValueSlope {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let zero = Scalar.Lanes.zero
    return (x.raised(to: zero), slope(ofValue: x))
  }

  @inline(always)
  static func slope(ofValue value: Scalar.Lanes) -> Scalar.Lanes {
    Scalar.Lanes.zero.replacing(with: .init(1), whereLess: .zero, than: value)
  }
}
