import Kernels
import TestSupport
import Testing

@Suite struct OuterProductTests {
  static let sizes = [1, 2, 3, 5, 8, 9, 16, 17, 33, 50, 130]

  @Test("Outer matches the definition", arguments: scalars) func outerMatchesTheDefinition(
    _ scalar: any KernelScalar.Type
  ) {
    outer(scalar)
  }

  private func outer<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 4)
    for m in Self.sizes {
      for k in Self.sizes {
        // One vector, a part of a panel, more than a panel.
        for columns in [S.laneCount, 3 * S.laneCount, 80] {
          let d = generator.numbers(m * columns, as: S.self)
          let x = generator.numbers(k * columns, as: S.self)
          let weight = generator.numbers(columns, as: S.self)
          let start = generator.numbers(m * k, as: S.self)
          let (dWide, xWide, weightWide) = (d.map(\.wide), x.map(\.wide), weight.map(\.wide))
          for weight in [weight, nil] {
            var g = start
            S.accumulateOuter(&g, d, x, weight: weight, m: m, k: k, columns: columns)
            var worst: Wide = 0
            for i in 0..<m {
              for p in 0..<k {
                var sum = start[i * k + p].wide
                var magnitude = abs(sum)
                for j in 0..<columns {
                  let product = (weight == nil ? 1 : weightWide[j]) * dWide[i * columns + j] * xWide[p * columns + j]
                  sum += product
                  magnitude += abs(product)
                }
                let limit = bound(S.self, steps: columns + 1, magnitude: magnitude)
                let error = abs(g[i * k + p].wide - sum)
                worst = max(worst, error.isNaN ? .infinity : error / limit)
              }
            }
            #expect(worst <= 1, "\(m) \(k) \(columns)")
          }
        }
      }
    }
  }

  @Test("Row sums match the definition", arguments: scalars) func rowSumsMatchTheDefinition(
    _ scalar: any KernelScalar.Type
  ) {
    rowSums(scalar)
  }

  private func rowSums<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 5)
    for rows in Self.sizes {
      for vectors in [1, 2, 7] {
        let columns = vectors * S.laneCount
        let x = generator.numbers(rows * columns, as: S.self)
        let weight = generator.numbers(columns, as: S.self)
        let start = generator.numbers(rows, as: S.self)
        for weight in [weight, nil] {
          var g = start
          S.accumulateRowSums(&g, x, weight: weight, rows: rows, columns: columns)
          for i in 0..<rows {
            let products = (0..<columns).map { (weight?[$0].wide ?? 1) * x[i * columns + $0].wide }
            let magnitude = products.reduce(abs(start[i].wide)) { $0 + abs($1) }
            let error = abs(g[i].wide - products.reduce(start[i].wide, +))
            #expect(error <= bound(S.self, steps: columns + 1, magnitude: magnitude), "\(rows) \(columns) at \(i)")
          }
        }
      }
    }
  }

  /// A weight of one everywhere is no weight, to the bit.
  @Test("Unit weights change no bit", arguments: scalars) func unitWeightsChangeNoBit(_ scalar: any KernelScalar.Type) {
    unitWeights(scalar)
  }

  private func unitWeights<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 6)
    for (m, k) in [(3, 2), (2, 40), (50, 50), (20, 33)] {
      let columns = 4 * S.laneCount
      let d = generator.numbers(m * columns, as: S.self)
      let x = generator.numbers(k * columns, as: S.self)
      let ones = [S](repeating: 1, count: columns)
      var (g, h) = ([S](repeating: 0, count: m * k), [S](repeating: 0, count: m * k))
      S.accumulateOuter(&g, d, x, weight: ones, m: m, k: k, columns: columns)
      S.accumulateOuter(&h, d, x, weight: nil, m: m, k: k, columns: columns)
      #expect(g == h)
      var (r, s) = ([S](repeating: 0, count: m), [S](repeating: 0, count: m))
      S.accumulateRowSums(&r, d, weight: ones, rows: m, columns: columns)
      S.accumulateRowSums(&s, d, weight: nil, rows: m, columns: columns)
      #expect(r == s)
    }
  }

  /// Nothing beyond the matrix is touched, however its last tile lies.
  @Test("Writes stay inside", arguments: scalars) func writesStayInside(_ scalar: any KernelScalar.Type) {
    inside(scalar)
  }

  private func inside<S: KernelScalar>(_ type: S.Type) {
    for m in Self.sizes {
      for k in Self.sizes {
        let columns = S.laneCount
        let d = [S](repeating: 1, count: m * columns)
        let x = [S](repeating: 1, count: k * columns)
        var g = [S](repeating: 0, count: m * k + 64)
        S.accumulateOuter(&g, d, x, weight: nil, m: m, k: k, columns: columns)
        #expect(g[..<(m * k)].allSatisfy { $0 == S(columns) } && g[(m * k)...].allSatisfy { $0 == 0 }, "\(m) \(k)")
      }
    }
  }
}
