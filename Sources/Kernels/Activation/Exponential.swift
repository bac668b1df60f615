/// `exp(x)` taken apart as `2^n (1 + m)`, from which the functions built on the exponential are put together.
///
/// `n = round(x / log(2))`, `r = x - n log(2)` in two fused steps (the first is exact) and `m = expm1(r)` from a
/// polynomial. The power of two is kept as two factors, because `2^n` itself may overflow or be subnormal.
struct Exponential<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// `expm1(r)`, between -0.3 and 0.42.
  let m: Lanes
  /// `2^floor(n/2)`.
  let lowerHalf: Lanes
  /// `2^ceil(n/2)`.
  let upperHalf: Lanes

  /// Takes `exp(x)` apart; `x` lies between ``LaneScalar/expFloor`` and ``LaneScalar/expCeiling`` or is NaN.
  @inline(always)
  init(_ x: Lanes) {
    let shift = Lanes(repeating: Scalar.roundingShift)
    let shifted = shift.addingProduct(x, Lanes(1.4426950408889634))
    let n = shifted - shift
    let coarse = x.addingProduct(-n, Lanes(repeating: Scalar.logTwoHigh))
    let r = coarse.addingProduct(-n, Lanes(repeating: Scalar.logTwoLow))
    m = r.addingProduct(r * r, Scalar.expTail(r))
    let power = shifted.bits &- shift.bits
    let half = power &>> 1
    lowerHalf = Self.powerOfTwo(half)
    upperHalf = Self.powerOfTwo(power &- half)
  }

  /// `exp(x)`, rounded once more where it is subnormal.
  @inline(always)
  var value: Lanes {
    let near = lowerHalf.addingProduct(lowerHalf, m)
    return near * upperHalf
  }

  /// `exp(x) - 1`, with its relative accuracy near zero.
  @inline(always)
  var minusOne: Lanes {
    let scale = lowerHalf * upperHalf
    return (scale - Lanes(1)).addingProduct(scale, m)
  }

  /// `2^n` for whole `n` within the normal range.
  @inline(always)
  private static func powerOfTwo(_ n: Lanes.Bits) -> Lanes {
    let one = Lanes(1).bits
    return Lanes(bits: (n &<< Lanes.Bits(repeating: Lanes.Bits.Scalar(Scalar.significandBitCount))) &+ one)
  }
}

/// The exponential as an activation.
enum Exp<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let clamped = x.capped(at: .init(Scalar.expCeiling)).raised(to: .init(Scalar.expFloor))
    let value = Exponential<Scalar>(clamped).value
    return (value, value)
  }
}

/// The exponential linear unit.
enum Elu<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let zero = Scalar.Lanes.zero
    let parts = Exponential<Scalar>(x.capped(at: zero).raised(to: .init(Scalar.expFloor)))
    return (
      parts.minusOne.replacing(with: x, whereLess: zero, than: x),
      parts.value.replacing(with: .init(1), whereLess: zero, than: x)
    )
  }
}
