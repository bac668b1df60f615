/// `x` times its logistic function.
enum Silu<Scalar: LaneScalar>: TwiceDifferentiableFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
    typealias Lanes = Scalar.Lanes
    let logistic = Logistic<Scalar>(x)
    let reach = Lanes(Scalar.expFloor)
    let bounded = x.raised(to: reach)
    let inner = bounded.capped(at: -reach)
    return (
      bounded * logistic.value,
      logistic.value * Lanes(1).addingProduct(inner, logistic.complement)
    )
  }

  @inline(always)
  static func secondDerivative(_ x: Scalar.Lanes) -> Scalar.Lanes {
    typealias Lanes = Scalar.Lanes
    let logistic = Logistic<Scalar>(x)
    let reach = Lanes(Scalar.expFloor)
    let inner = x.raised(to: reach).capped(at: -reach)
    return logistic.derivative * Lanes(2).addingProduct(inner, logistic.complement - logistic.value)
  }
}
