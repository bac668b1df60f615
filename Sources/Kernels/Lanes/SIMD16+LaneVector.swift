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
  func evenLanes(_ other: Self) -> Self {
    Self(
      self[0], self[2], other[0], other[2], self[4], self[6], other[4], other[6], self[8], self[10], other[8],
      other[10], self[12], self[14], other[12], other[14])
  }

  @inline(always)
  func oddLanes(_ other: Self) -> Self {
    Self(
      self[1], self[3], other[1], other[3], self[5], self[7], other[5], other[7], self[9], self[11], other[9],
      other[11], self[13], self[15], other[13], other[15])
  }

  @inline(always)
  func evenQuarters(_ other: Self) -> Self {
    Self(
      self[0], self[1], self[2], self[3], self[8], self[9], self[10], self[11], other[0], other[1], other[2], other[3],
      other[8], other[9], other[10], other[11])
  }

  @inline(always)
  func oddQuarters(_ other: Self) -> Self {
    Self(
      self[4], self[5], self[6], self[7], self[12], self[13], self[14], self[15], other[4], other[5], other[6],
      other[7], other[12], other[13], other[14], other[15])
  }
}
