import Kernels
import TestSupport
import Testing

@Suite struct MatrixProductTests {
  /// Sizes around every tile: one to a few rows, multiples of the tile and one more or less, and long ones.
  static let sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 17, 33, 50, 130]
  static let shapes = sizes.flatMap { m in [1, 2, 5, 50, 129].map { (m, $0) } }

  @Test("Affine matches the definition", arguments: scalars) func affineMatchesTheDefinition(
    _ scalar: any KernelScalar.Type
  ) {
    affine(scalar)
  }

  private func affine<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 1)
    for (m, k) in Self.shapes {
      for vectors in [1, 2, 3, 9] {
        let columns = vectors * S.laneCount
        let a = generator.numbers(m * k, as: S.self)
        let b = generator.numbers(k * columns, as: S.self)
        let bias = generator.numbers(m, as: S.self)
        let (aWide, bWide) = (a.map(\.wide), b.map(\.wide))
        for bias in [bias, nil] {
          var c = [S](repeating: .nan, count: m * columns)
          S.affine(&c, weights: a, bias: bias, b, m: m, k: k, columns: columns)
          var worst: Wide = 0
          for i in 0..<m {
            for j in 0..<columns {
              var sum = bias?[i].wide ?? 0
              var magnitude = abs(sum)
              for p in 0..<k {
                let product = aWide[i * k + p] * bWide[p * columns + j]
                sum += product
                magnitude += abs(product)
              }
              let error = abs(c[i * columns + j].wide - sum)
              worst = max(worst, error.isNaN ? .infinity : error / bound(S.self, steps: k + 1, magnitude: magnitude))
            }
          }
          #expect(worst <= 1, "\(m) \(k) \(columns)")
        }
      }
    }
  }

  @Test("Transposed matches the definition", arguments: scalars) func transposedMatchesTheDefinition(
    _ scalar: any KernelScalar.Type
  ) { transposed(scalar) }

  private func transposed<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 2)
    for (m, k) in Self.shapes {
      for vectors in [1, 2, 11] {
        let columns = vectors * S.laneCount
        let a = generator.numbers(m * k, as: S.self)
        let b = generator.numbers(m * columns, as: S.self)
        let (aWide, bWide) = (a.map(\.wide), b.map(\.wide))
        var c = [S](repeating: .nan, count: k * columns)
        S.affineTransposed(&c, weights: a, b, m: m, k: k, columns: columns)
        var worst: Wide = 0
        for p in 0..<k {
          for j in 0..<columns {
            var (sum, magnitude): (Wide, Wide) = (0, 0)
            for i in 0..<m {
              let product = aWide[i * k + p] * bWide[i * columns + j]
              sum += product
              magnitude += abs(product)
            }
            let error = abs(c[p * columns + j].wide - sum)
            worst = max(worst, error.isNaN ? .infinity : error / bound(S.self, steps: m, magnitude: magnitude))
          }
        }
        #expect(worst <= 1, "\(m) \(k) \(columns)")
      }
    }
  }

  /// The transposed product of a matrix is the product of the transposed matrix, to the bit.
  @Test("Transposing the weights changes no bit", arguments: scalars) func transposingTheWeightsChangesNoBit(
    _ scalar: any KernelScalar.Type
  ) { bits(scalar) }

  private func bits<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 3)
    for (m, k) in Self.shapes {
      let columns = 3 * S.laneCount
      let a = generator.numbers(m * k, as: S.self)
      let turned = (0..<m * k).map { a[$0 % m * k + $0 / m] }
      let b = generator.numbers(m * columns, as: S.self)
      var c = [S](repeating: .nan, count: k * columns)
      var d = c
      S.affineTransposed(&c, weights: a, b, m: m, k: k, columns: columns)
      S.affine(&d, weights: turned, bias: nil, b, m: k, k: m, columns: columns)
      #expect(c == d, "\(m) \(k)")
    }
  }
}
