/// The hyperbolic tangent, `E / (E + 2)` with `E = exp(2|x|) - 1`, and its derivative `4 (E + 1) / (E + 2)^2`.
///
/// Both come from one division, and the derivative keeps its relative accuracy where the tangent is saturated.
enum HyperbolicTangent<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    typealias Lanes = Scalar.Lanes
    let doubled = x.magnitude + x.magnitude
    let e = Exponential<Scalar>(doubled.capped(at: Lanes(-0.8 * Scalar.expFloor))).minusOne
    let denominator = e + Lanes(2)
    let q = Lanes(1) / denominator
    let rough = e * q
    let tangent = rough.addingProduct(q, e.addingProduct(-rough, denominator))
    return (tangent.withSign(of: x), (q + q) * (Lanes(1) + tangent))
  }
}
