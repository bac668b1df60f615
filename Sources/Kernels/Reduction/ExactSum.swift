/// A sum that does not depend on the order or the grouping of what is added.
///
/// A number is split over whole multiples (*limbs*) of the units 2^16, 2^-28, 2^-72 and 2^-116; limbs are added as
/// 64-bit integers, which is exact. What is added is rounded once, to the nearest multiple of the smallest unit (for
/// `Float` arrays, which have three limbs, 2^-72; a `Float` of at least 2^-49 is not changed at all). So the sum over
/// samples, groups and ranks has the same bits however the work was divided.
///
/// Each summand fills at most 44 bits of a limb; the 19 bits above leave room for ``room`` summands. For more, a sum is
/// carried on the way (``KernelScalar/carryExactly(_:count:limit:)``). Summands must be below ``limit`` in magnitude.
/// This struct sums single numbers; ``KernelScalar/accumulateExactly(_:count:into:)`` sums arrays.
public struct ExactSum: Sendable, Equatable {
  /// The limbs, largest unit first; they may be added limb by limb to those of another sum, wrapping around.
  public private(set) var limbs: SIMD4<Int64>

  /// Summands must be smaller than this in magnitude: 2^60.
  public static let limit = 0x1p60

  /// How many summands fit between two carries, a sum that was carried counting as one: 2^18.
  public static let room = 1 << 18

  /// An empty sum.
  public init() { limbs = .zero }

  /// A sum with the given limbs, such as the sums over ranks of each rank's limbs.
  public init(limbs: SIMD4<Int64>) { self.limbs = limbs }

  /// Adds one number; returns false, and adds nothing, if it is not below ``limit`` in magnitude or not finite.
  public mutating func add(_ x: Double) -> Bool {
    withUnsafeMutableBytes(of: &limbs) { bytes in
      withUnsafePointer(to: x) { x in
        guard let plane = bytes.assumingMemoryBound(to: Int64.self).baseAddress else { return false }
        return Double.accumulateExactly(x, count: 1, into: plane) == nil
      }
    }
  }

  /// Adds everything another sum holds.
  public static func += (sum: inout ExactSum, other: ExactSum) { sum.limbs &+= other.limbs }

  /// The sum, rounded to within one unit in the last place.
  public var value: Double {
    withUnsafeBytes(of: limbs) { bytes in
      var value = 0.0
      guard let plane = bytes.assumingMemoryBound(to: Int64.self).baseAddress else { return value }
      Double.readExactly(plane, count: 1, scaledBy: 1, into: &value)
      return value
    }
  }
}
