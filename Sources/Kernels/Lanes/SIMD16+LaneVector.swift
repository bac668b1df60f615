extension SIMD16: LaneVector where Scalar == Float {
  typealias Bits = SIMD16<Int32>

  @inline(always)
  var bits: Bits { unsafeBitCast(self, to: Bits.self) }

  @inline(always)
  init(bits: Bits) { self = unsafeBitCast(bits, to: Self.self) }

  @inline(always)
  func replacing(with other: Self, whereLess x: Self, than y: Self) -> Self { replacing(with: other, where: x .< y) }

  @inline(always)
  func replacing(with other: Self, whereNotAbove x: Self, than y: Self) -> Self {
    replacing(with: other, where: x .<= y)
  }

  @inline(always)
  func replacing(with other: Self, whereNaN x: Self) -> Self { replacing(with: other, where: x .!= x) }

  @inline(always)
  func replacing(with other: Self, whereNonZero mask: Self) -> Self { replacing(with: other, where: mask .!= .zero) }

  @inline(always)
  func evenLanes(_ other: Self) -> Self { Self(lowHalf: evenHalf, highHalf: other.evenHalf) }

  @inline(always)
  func oddLanes(_ other: Self) -> Self { Self(lowHalf: oddHalf, highHalf: other.oddHalf) }
}
