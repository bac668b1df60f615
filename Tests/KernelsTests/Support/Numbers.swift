import Kernels

/// The number types every kernel is tested for.
let scalars: [any Real.Type] = [Float.self, Double.self]

#if arch(x86_64)
  /// A type with more digits than any kernel's.
  typealias Wide = Float80
#else
  typealias Wide = Double
#endif

/// A reproducible source of test data (a linear congruential generator with the high bits returned).
struct TestGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    var word: UInt64 = 0
    for _ in 0..<2 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      word = word &<< 32 | state &>> 32
    }
    return word
  }

  /// `count` numbers uniform in `-range ... range`.
  mutating func numbers<S: Real>(_ count: Int, _ range: Double = 1, as type: S.Type = S.self) -> [S] {
    (0..<count).map { _ in S(Double.random(in: -range...range, using: &self)) }
  }
}

extension Real {
  /// The exact value in the wider type.
  var wide: Wide { Wide(exactly: self) ?? .nan }

  /// The bits, to compare numbers that must be identical.
  var pattern: UInt64 {
    UInt64(significandBitPattern) | UInt64(exponentBitPattern) << 53 | (sign == .minus ? 1 << 63 : 0)
  }

  /// The spacing of the type near a reference value, at least that of subnormal numbers.
  static func spacing(near x: Wide) -> Wide {
    let magnitude = Swift.min(Swift.abs(x), greatestFiniteMagnitude.wide)
    return Swift.max(Self(magnitude).ulp, leastNonzeroMagnitude).wide
  }
}

/// The bound on the rounding errors of a sum of products: a rounding of the whole for each of `steps` operations.
func bound<S: Real>(_ type: S.Type, steps: Int, magnitude: Wide) -> Wide {
  Wide(steps + 2) * S.ulpOfOne.wide * magnitude + S.leastNonzeroMagnitude.wide
}

/// Takes the columns `[row, first..<first + count]` of an array with `columns` columns.
func slice<T>(_ x: [T], columns: Int, from first: Int, count: Int) -> [T] {
  stride(from: 0, to: x.count, by: columns).flatMap { x[$0 + first..<$0 + first + count] }
}
