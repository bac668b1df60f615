import Kernels
import TestSupport

/// The number types every kernel is tested for.
let scalars: [any KernelScalar.Type] = [Float.self, Double.self]

#if arch(x86_64)
  /// A type with more digits than any kernel's.
  typealias Wide = Float80
#else
  typealias Wide = Double
#endif

extension SplitMix {
  /// `count` numbers uniform in `-range ... range`.
  mutating func numbers<S: KernelScalar>(_ count: Int, _ range: Double = 1, as type: S.Type = S.self) -> [S] {
    (0..<count).map { _ in S(Double.random(in: -range...range, using: &self)) }
  }
}

extension KernelScalar {
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
func bound<S: KernelScalar>(_ type: S.Type, steps: Int, magnitude: Wide) -> Wide {
  Wide(steps + 2) * S.ulpOfOne.wide * magnitude + S.leastNonzeroMagnitude.wide
}

/// Takes the columns `[row, first..<first + count]` of an array with `columns` columns.
func slice<T>(_ x: [T], columns: Int, from first: Int, count: Int) -> [T] {
  stride(from: 0, to: x.count, by: columns).flatMap { x[$0 + first..<$0 + first + count] }
}
