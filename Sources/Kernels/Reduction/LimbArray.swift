/// Exact sums of arrays: planes of limbs, `[limb, element]`, with the units described at ``ExactSum``.
enum LimbArray<Scalar: LaneScalar> {
  /// Exponent bits that turn a whole number added to this into its own low bits.
  private static var shift: Double { 0x1.8p52 }

  /// Adds `count` values; if one is too large or not finite, returns the index of the first such and adds nothing.
  @inline(always)
  static func accumulate(_ x: UnsafePointer<Scalar>, count: Int, into limbs: UnsafeMutablePointer<Int64>) -> Int? {
    let limit = Scalar(ExactSum.limit)
    guard LaneReduction.largestMagnitude(x, count: count) < limit else {
      return (0..<count).first { !(x[$0].magnitude < limit) }
    }
    for i in 0..<count {
      // Each remainder is exact: it has no bits below the value's last and none above half the unit just taken out.
      let value = Double(x[i])
      let first = shift.addingProduct(value, 0x1p-16)
      let rest = value.addingProduct(-(first - shift), 0x1p16)
      let second = shift.addingProduct(rest, 0x1p28)
      let tail = rest.addingProduct(-(second - shift), 0x1p-28)
      let third = shift.addingProduct(tail, 0x1p72)
      limbs[i] &+= whole(first)
      limbs[count &+ i] &+= whole(second)
      limbs[2 &* count &+ i] &+= whole(third)
      if Scalar.exactLimbCount == 4 {
        let end = tail.addingProduct(-(third - shift), 0x1p-72)
        limbs[3 &* count &+ i] &+= whole(shift.addingProduct(end, 0x1p116))
      }
    }
    return nil
  }

  /// The whole number in the low bits of a shifted value.
  @inline(always)
  private static func whole(_ shifted: Double) -> Int64 {
    Int64(bitPattern: shifted.bitPattern &- shift.bitPattern)
  }

  /// Carries so that every limb but the first is at most half of the next unit.
  ///
  /// Returns the index of the first sum whose first limb then exceeds `limit` in magnitude, if there is one.
  @inline(always)
  static func carry(_ limbs: UnsafeMutablePointer<Int64>, count: Int, limit: Int64) -> Int? {
    var found: Int?
    for i in 0..<count {
      var plane = Scalar.exactLimbCount &- 1
      while plane > 0 {
        let place = plane &* count &+ i
        let carry = Self.carry(limbs[place])
        limbs[place] &-= carry &<< 44
        limbs[place &- count] &+= carry
        plane &-= 1
      }
      if found == nil, limbs[i] > limit || limbs[i] < -limit { found = i }
    }
    return found
  }

  /// Writes `count` sums times `scale`.
  @inline(always)
  static func read(
    _ limbs: UnsafePointer<Int64>, count: Int, scaledBy scale: Double, into out: UnsafeMutablePointer<Scalar>
  ) {
    for i in 0..<count {
      // Carry from the smallest unit up until every limb but the first is at most half of the next unit.
      var carry: Int64 = 0
      var fourth = 0.0
      if Scalar.exactLimbCount == 4 {
        let limb = limbs[3 &* count &+ i]
        carry = Self.carry(limb)
        fourth = Double(limb &- carry &<< 44)
      }
      let low = limbs[2 &* count &+ i] &+ carry
      carry = Self.carry(low)
      let third = Double(low &- carry &<< 44)
      let middle = limbs[count &+ i] &+ carry
      carry = Self.carry(middle)
      let second = Double(middle &- carry &<< 44)
      let first = Double(limbs[i] &+ carry)
      var sum = third.addingProduct(fourth, 0x1p-44)
      sum = (second * 0x1p-28).addingProduct(sum, 0x1p-72)
      sum = sum.addingProduct(first, 0x1p16)
      out[i] = Scalar(sum * scale)
    }
  }

  /// A limb in units of the next, rounded to nearest.
  @inline(always)
  private static func carry(_ limb: Int64) -> Int64 { (limb &+ (1 &<< 43)) &>> 44 }
}
