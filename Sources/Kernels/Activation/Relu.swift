/// `max(x, 0)`.
enum Relu<Scalar: LaneScalar>: ValueDerivative {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
    let zero = Scalar.Lanes.zero
    return (x.raised(to: zero), derivative(ofValue: x))
  }

  @inline(always)
  static func derivative(ofValue value: Scalar.Lanes) -> Scalar.Lanes {
    Scalar.Lanes.zero.replacing(with: .init(1), whereLess: .zero, than: value)
  }
}
