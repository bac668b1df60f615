extension SIMD8: LaneVector where Scalar == Double {
  typealias Bits = SIMD8<Int64>

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
  func evenLanes(_ other: Self) -> Self {
    Self(self[0], other[0], self[2], other[2], self[4], other[4], self[6], other[6])
  }

  @inline(always)
  func oddLanes(_ other: Self) -> Self {
    Self(self[1], other[1], self[3], other[3], self[5], other[5], self[7], other[7])
  }

  @inline(always)
  func evenQuarters(_ other: Self) -> Self {
    Self(self[0], self[1], self[4], self[5], other[0], other[1], other[4], other[5])
  }

  @inline(always)
  func oddQuarters(_ other: Self) -> Self {
    Self(self[2], self[3], self[6], self[7], other[2], other[3], other[6], other[7])
  }
}
