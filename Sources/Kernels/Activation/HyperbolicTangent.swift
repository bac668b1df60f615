/// The hyperbolic tangent, `E / (E + 2)` with `E = exp(2|x|) - 1`, and its derivative `(1 - tanh)(1 + tanh)`.
///
/// With `y = 2|x| / log(2)`, `n = round(y)` and `f = y - n` (exact), `E = 2^n (2^f - 1) + (2^n - 1)`. Rounding `y`
/// costs no accuracy, because a relative error of `x` never grows in the tangent. `1 - tanh` is `2 / (E + 2)`, so that
/// the derivative keeps its relative accuracy where the tangent is saturated.
/// Beyond the clamp, where it is smaller than 2^-100, the derivative stays at the clamp's value.
enum HyperbolicTangent<Scalar: LaneScalar>: ValueDerivative, TwiceDifferentiableFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
    typealias Lanes = Scalar.Lanes
    let one = Lanes(1)
    let shift = Lanes(repeating: Scalar.roundingShift)
    let y = (x.magnitude * Lanes(2.8853900817779268)).capped(at: Lanes(-Scalar.expFloor))
    let shifted = y + shift
    let f = y - (shifted - shift)
    let scale = Lanes(
      bits: (shifted.bits &<< Lanes.Bits(repeating: Lanes.Bits.Scalar(Scalar.significandBitCount))) &+ one.bits)
    let e = (scale - one).addingProduct(scale, f * Scalar.powerOfTwoDerivative(f))
    let denominator = e + Lanes(2)
    let tangent = e / denominator
    // A division of its own, which the value alone does not wait for, rather than a product with a shared reciprocal.
    let rest = Lanes(2) / denominator
    return (tangent.withSign(of: x), rest * (one + tangent))
  }

  @inline(always)
  static func derivative(ofValue value: Scalar.Lanes) -> Scalar.Lanes {
    (Scalar.Lanes(1) - value) * (Scalar.Lanes(1) + value)
  }

  @inline(always)
  static func secondDerivative(_ x: Scalar.Lanes) -> Scalar.Lanes {
    let (tangent, derivative) = evaluate(x)
    return Scalar.Lanes(-2) * (tangent * derivative)
  }
}
