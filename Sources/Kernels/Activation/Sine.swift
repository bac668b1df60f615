/// The sine and its derivative.
///
/// `n = round(x / pi)`, `r = x - n pi` in three fused steps (the first is exact), and `sin(x) = (-1)^n sin(r)` from an
/// odd polynomial on `|r| <= pi/2`; the cosine is `(-1)^n sin(pi/2 - |r|)`. Beyond ``LaneScalar/sineReach`` (2^17 for
/// `Float`, 2^24 for `Double`) each angle is reduced on its own in integers, which is slower.
///
/// Infinite angles give NaN.
enum Sine<Scalar: LaneScalar>: ElementwiseFunction {
  typealias Lanes = Scalar.Lanes

  /// The sine and cosine within reach; values beyond are meaningless.
  @inline(always)
  static func evaluate(_ x: Lanes) -> (value: Lanes, derivative: Lanes) {
    let shift = Lanes(repeating: Scalar.roundingShift)
    let pi = Scalar.piParts
    let shifted = shift.addingProduct(x, Lanes(0.3183098861837907))
    let n = shifted - shift
    let r = x.addingProduct(-n, Lanes(repeating: pi.0)).addingProduct(-n, Lanes(repeating: pi.1))
      .addingProduct(-n, Lanes(repeating: pi.2))
    return reduced(r, parity: shifted.bits)
  }

  /// Evaluates at any `count` angles.
  @inline(always)
  static func applyAnywhere(
    _ x: UnsafePointer<Scalar>, into value: UnsafeMutablePointer<Scalar>, derivative: UnsafeMutablePointer<Scalar>?,
    count: Int
  ) {
    let reach = Scalar(Scalar.sineReach)
    if LaneReduction.largestMagnitude(x, count: count) <= reach {
      apply(x, into: value, derivative: derivative, count: count)
    } else {
      for i in 0..<count {
        let result = x[i].magnitude > reach && x[i].isFinite ? farAway(x[i]) : nearby(x[i])
        value[i] = result.value
        if let derivative { derivative[i] = result.derivative }
      }
    }
  }

  /// The sine and cosine of one angle within reach.
  private static func nearby(_ x: Scalar) -> (value: Scalar, derivative: Scalar) {
    let result = evaluate(Lanes(repeating: x))
    return (result.value[0], result.derivative[0])
  }

  /// The sine and cosine of one angle beyond reach.
  private static func farAway(_ x: Scalar) -> (value: Scalar, derivative: Scalar) {
    let angle = LargeAngle.reduce(Double(x))
    let result = Sine<Double>.reduced(
      .init(repeating: angle.remainder), parity: .init(repeating: angle.isOdd ? 1 : 0))
    return (Scalar(result.value[0]), Scalar(result.derivative[0]))
  }

  /// The sine and cosine of `n pi + r`, where the lowest bit of `parity` is that of `n`.
  @inline(always)
  private static func reduced(_ r: Lanes, parity: Lanes.Bits) -> (value: Lanes, derivative: Lanes) {
    let pi = Scalar.piParts
    let sign = parity &<< Lanes.Bits(repeating: Lanes.Bits.Scalar(Lanes.Bits.Scalar.bitWidth - 1))
    let complement = (Lanes(repeating: pi.0 / 2) - r.magnitude) + Lanes(repeating: pi.1 / 2)
    return (Lanes(bits: sine(r).bits ^ sign), Lanes(bits: sine(complement).bits ^ sign))
  }

  /// The sine between -pi/2 and pi/2.
  @inline(always)
  private static func sine(_ r: Lanes) -> Lanes {
    let squared = r * r
    return r.addingProduct(r * squared, Scalar.sineTail(squared))
  }
}
