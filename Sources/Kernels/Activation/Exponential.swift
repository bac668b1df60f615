/// `exp(x)` taken apart as `2^n (1 + m)`, from which the functions built on the exponential are put together.
///
/// `n = round(x / log(2))`, `r = x - n log(2)` in two fused steps (the first is exact) and `m = expm1(r)` from a
/// polynomial. `2^n` itself may overflow or be subnormal, so it is never formed in one piece.
struct Exponential<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// `expm1(r)`, between -0.3 and 0.42.
  private let m: Lanes
  /// `n`.
  private let power: Lanes.Bits

  /// Takes `exp(x)` apart; `x` lies between ``LaneScalar/expFloor`` and ``LaneScalar/expCeiling`` or is NaN.
  @inline(always)
  init(_ x: Lanes) {
    let shift = Lanes(repeating: Scalar.roundingShift)
    let shifted = shift.addingProduct(x, Lanes(1.4426950408889634))
    let n = shifted - shift
    let coarse = x.addingProduct(-n, Lanes(repeating: Scalar.logTwoHigh))
    let r = coarse.addingProduct(-n, Lanes(repeating: Scalar.logTwoLow))
    m = r.addingProduct(r * r, Scalar.expTail(r))
    power = shifted.bits &- shift.bits
  }

  /// `exp(x)`, rounded once more where it is subnormal.
  @inline(always)
  var value: Lanes {
    let half = power &>> 1
    let lower = Self.powerOfTwo(half)
    return lower.addingProduct(lower, m) * Self.powerOfTwo(power &- half)
  }

  /// `exp(x)` for `x <= 0`, rounded once more where it is subnormal.
  @inline(always)
  var valueBelowOne: Lanes {
    let raised = Self.powerOfTwo(power &+ 64)
    return raised.addingProduct(raised, m) * Lanes(0x1p-64)
  }

  /// `exp(x) - 1` for `x <= 0`, with its relative accuracy near zero.
  @inline(always)
  var minusOneBelowOne: Lanes {
    let scale = Self.powerOfTwo(power &+ 64) * Lanes(0x1p-64)
    return (scale - Lanes(1)).addingProduct(scale, m)
  }

  /// `2^n` for whole `n` within the normal range.
  @inline(always)
  private static func powerOfTwo(_ n: Lanes.Bits) -> Lanes {
    Lanes(bits: (n &<< Lanes.Bits(repeating: Lanes.Bits.Scalar(Scalar.significandBitCount))) &+ Lanes(1).bits)
  }
}
