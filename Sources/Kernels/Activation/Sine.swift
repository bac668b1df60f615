import Glibc

/// The sine and its derivative.
///
/// `n = round(x / pi)`, `r = x - n pi` in three fused steps (the first is exact), and `sin(x) = (-1)^n sin(r)` from an
/// odd polynomial on `|r| <= pi/2`; the cosine is `(-1)^n sin(pi/2 - |r|)`.
enum Sine<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    typealias Lanes = Scalar.Lanes
    let shift = Lanes(repeating: Scalar.roundingShift)
    let pi = Scalar.piParts
    let shifted = shift.addingProduct(x, Lanes(0.3183098861837907))
    let n = shifted - shift
    let r = x.addingProduct(-n, Lanes(repeating: pi.0)).addingProduct(-n, Lanes(repeating: pi.1))
      .addingProduct(-n, Lanes(repeating: pi.2))
    let odd = shifted.bits &<< Lanes.Bits(repeating: Lanes.Bits.Scalar(Lanes.Bits.Scalar.bitWidth - 1))
    let rest = Lanes(repeating: pi.0 / 2) - r.magnitude + Lanes(repeating: pi.1 / 2)
    return (
      Lanes(bits: sine(r).bits ^ odd),
      Lanes(bits: sine(rest).bits ^ odd)
    )
  }

  @inline(always)
  private static func sine(_ r: Scalar.Lanes) -> Scalar.Lanes {
    let squared = r * r
    return r.addingProduct(r * squared, Scalar.sineTail(squared))
  }
}
