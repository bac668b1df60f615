import Foundation
import Kernels
import Networks
import Testing

/// The initial parameters against the distributions of the papers.
@Suite struct InitializationTests {
  /// A field of one wide layer, and the deviation its weights should have.
  static let field = MLPField<Double>(stateCount: 200, hidden: [400], activation: .relu)

  static func values<Scalar: KernelScalar>(
    _ kind: Initialization, _ layout: ParameterLayout, scale: Double = 1, seed: UInt64 = 5, _ type: Scalar.Type
  ) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: layout.count) { buffer, count in
      kind.fill(buffer.baseAddress!, layout: layout, scale: scale, seed: seed)
      count = layout.count
    }
  }

  @Test(
    "weights are normal with the published variance",
    arguments: [
      (Initialization.he, 2.0 / 200), (.glorot, 2.0 / 600), (.normal, 1.0),
    ])
  func weightsAreNormal(kind: Initialization, variance: Double) {
    let scale = 0.5
    let all = Self.values(kind, Self.field.layout, scale: scale, Double.self)
    let standard = all[0..<80_000].map { $0 / (scale * variance.squareRoot()) }.sorted()
    let n = Double(standard.count)
    // Deviations of the sample moments of a normal distribution: 1, 2, 15 and 96 over n; four of them leave one chance
    // in 16,000.
    for (power, moment, spread) in [(1, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
      let mean = standard.reduce(0) { $0 + pow($1, Double(power)) } / n
      #expect(abs(mean - moment) < 4 * (spread / n).squareRoot())
    }
    // Kolmogorov and Smirnov: D sqrt(n) exceeds 1.95 once in a thousand samples.
    let distance = standard.enumerated().map { abs((Double($0) + 0.5) / n - 0.5 * erfc(-$1 / 2.0.squareRoot())) }
    #expect(distance.max()! * n.squareRoot() < 1.95)
  }

  @Test("biases are zero", arguments: Initialization.allCases)
  func biasesAreZero(kind: Initialization) {
    let all = Self.values(kind, Self.field.layout, Float.self)
    for entry in Self.field.layout.entries {
      #expect(all[entry.range].allSatisfy { $0 == 0 } == (entry.kind == .bias))
    }
  }

  @Test("a value depends on the seed and its index, not on the rest of the network")
  func keyedByIndex() {
    let small = MLPField<Double>(stateCount: 3, hidden: [5], activation: .tanh)
    let large = MLPField<Double>(stateCount: 4, hidden: [9, 9], activation: .tanh)
    let a = Self.values(.normal, small.layout, Double.self)
    let b = Self.values(.normal, large.layout, Double.self)
    #expect(a[0..<15] == b[0..<15])
    let generator = Philox(seed: 5)
    for index in 0..<15 { #expect(a[index] == generator.normal(.initialization, 0, UInt64(index))) }
    #expect(Self.values(.normal, small.layout, seed: 6, Double.self)[0..<15] != a[0..<15])
  }

  @Test("both number types start from the same network")
  func floatIsRoundedDouble() {
    let exact = Self.values(.glorot, Self.field.layout, Double.self)
    #expect(Self.values(.glorot, Self.field.layout, Float.self) == exact.map(Float.init))
  }
}
