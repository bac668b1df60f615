/// `x` times the logistic function of `2 sqrt(2/pi) (x + 0.044715 x^3)`.
enum Gelu<Scalar: LaneScalar>: TwiceDifferentiableFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
    typealias Lanes = Scalar.Lanes
    // At +-30 the logistic factor is 0 or 1 in either type; clamping there keeps infinities out of the products.
    let bounded = x.raised(to: Lanes(-30))
    let inner = bounded.capped(at: Lanes(30))
    let linear = Lanes(1.5957691216057308)
    let cubic = Lanes(0.07135481627260025)
    let squared = inner * inner
    let logistic = Logistic<Scalar>(inner * linear.addingProduct(squared, cubic))
    let growth = linear.addingProduct(squared, Lanes(3) * cubic)
    return (
      bounded * logistic.value,
      logistic.value * Lanes(1).addingProduct(inner * growth, logistic.complement)
    )
  }

  @inline(always)
  static func secondDerivative(_ x: Scalar.Lanes) -> Scalar.Lanes {
    typealias Lanes = Scalar.Lanes
    let inner = x.raised(to: Lanes(-30)).capped(at: Lanes(30))
    let linear = Lanes(1.5957691216057308)
    let cubic = Lanes(0.07135481627260025)
    let squared = inner * inner
    let logistic = Logistic<Scalar>(inner * linear.addingProduct(squared, cubic))
    let growth = linear.addingProduct(squared, Lanes(3) * cubic)
    let bend = (Lanes(6) * cubic * inner).addingProduct(growth * growth, logistic.complement - logistic.value)
    return logistic.derivative * (Lanes(2) * growth).addingProduct(inner, bend)
  }
}
