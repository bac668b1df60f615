/// The exponential linear unit: `x` above zero, `exp(x) - 1` below.
enum Elu<Scalar: LaneScalar>: ValueDerivative, TwiceDifferentiableFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
    let zero = Scalar.Lanes.zero
    let parts = Exponential<Scalar>(x.capped(at: zero).raised(to: .init(Scalar.expFloor)))
    return (
      parts.minusOneBelowOne.replacing(with: x, whereLess: zero, than: x),
      parts.valueBelowOne.replacing(with: .init(1), whereLess: zero, than: x)
    )
  }

  @inline(always)
  static func derivative(ofValue value: Scalar.Lanes) -> Scalar.Lanes {
    Scalar.Lanes(1) + value.capped(at: .zero)
  }

  @inline(always)
  static func secondDerivative(_ x: Scalar.Lanes) -> Scalar.Lanes {
    evaluate(x).derivative.replacing(with: .zero, whereLess: .zero, than: x)
  }
}
