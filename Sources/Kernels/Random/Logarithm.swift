/// The natural logarithm of single numbers, with bits that are the same on every machine.
enum Logarithm<Scalar: LaneScalar> {
  /// `log(x)` for a positive normal `x`: the exponent's share plus `2 artanh((f - 1) / (f + 1))` of a significand
  /// near 1.
  static func evaluate(_ x: Scalar) -> Scalar {
    var exponent = x.exponent
    var f = x.significand
    if f > 1.4142135623730951 {
      f /= 2
      exponent += 1
    }
    let s = (f - 1) / (f + 1)
    let squared = Scalar.Lanes(repeating: s * s)
    let tail = (s * squared[0]) * Scalar.logTail(squared)[0]
    let whole = Scalar(exponent)
    return whole * Scalar.logTwoHigh + ((whole * Scalar.logTwoLow + tail) + 2 * s)
  }
}
