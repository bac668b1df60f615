import Kernels
import TestSupport
import Testing

@Suite struct NormTests {
  @Test("Error squares match the definition", arguments: scalars) func errorSquaresMatchTheDefinition(
    _ scalar: any KernelScalar.Type
  ) { errorSquares(scalar) }

  private func errorSquares<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 11)
    for count in 0...9 {
      let (rows, columns) = (4, 2 * S.laneCount)
      let stages = Stages<S>(count: count, size: rows * columns, &generator)
      let y0 = generator.numbers(rows * columns, as: S.self)
      let y1 = generator.numbers(rows * columns, as: S.self)
      let scale = generator.numbers(columns, as: S.self)
      let atol: [S] = [1e-3, .infinity, 0.1, 1e-6]
      let rtol: [S] = [1e-2, 0, 0, 1e-3]
      var sums = [S](repeating: .nan, count: columns)
      var maxima = sums
      stages.withTerms {
        S.errorSquares(&sums, y0, y1, scale: scale, $0, atol: atol, rtol: rtol, rows: rows, columns: columns)
        S.errorMaxima(&maxima, y0, y1, scale: scale, $0, atol: atol, rtol: rtol, rows: rows, columns: columns)
      }
      for j in 0..<columns {
        var (sum, slack): (Wide, Wide) = (0, 0)
        var (largest, largestSlack): (Wide, Wide) = (0, 0)
        for row in [0, 2, 3] {
          let i = row * columns + j
          let terms = stages.reference(i)
          let tolerance = atol[row].wide + rtol[row].wide * max(abs(y0[i].wide), abs(y1[i].wide))
          let unit = abs(scale[j].wide) / tolerance
          sum += (unit * terms.sum) * (unit * terms.sum)
          // The error of a square is at most twice its root's bound times the root, plus the bound squared.
          let error = unit * bound(S.self, steps: count + 4, magnitude: terms.magnitude)
          slack += 2 * error * unit * terms.magnitude + error * error
          largest = max(largest, abs(unit * terms.sum))
          largestSlack = max(largestSlack, error)
        }
        #expect(abs(maxima[j].wide - largest) <= largestSlack, "\(count) terms at \(j)")
        #expect(abs(sums[j].wide - sum) <= slack + bound(S.self, steps: rows, magnitude: sum), "\(count) terms at \(j)")
      }
    }
  }

  /// A NaN in a stage or in either state reaches the sum of its column and of no other.
  @Test("NaN stays in its column", arguments: scalars) func nanStaysInItsColumn(_ scalar: any KernelScalar.Type) {
    nan(scalar)
  }

  private func nan<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 12)
    let (rows, columns) = (3, 2 * S.laneCount)
    let stages = Stages<S>(count: 4, size: rows * columns, &generator)
    let one = [S](repeating: 1, count: columns)
    let tolerance = [S](repeating: 0.1, count: rows)
    for place in 0..<3 {
      for i in 0..<rows * columns {
        var y0 = generator.numbers(rows * columns, as: S.self)
        var y1 = generator.numbers(rows * columns, as: S.self)
        var values = stages.values
        switch place {
        case 0: y0[i] = .nan
        case 1: y1[i] = .nan
        default: values[Int(stages.indices[2]) * stages.stride + i] = .nan
        }
        let spoilt = Stages(
          values: values, stride: stages.stride, indices: stages.indices, weights: stages.weights)
        var sums = one
        spoilt.withTerms {
          S.errorSquares(&sums, y0, y1, scale: one, $0, atol: tolerance, rtol: tolerance, rows: rows, columns: columns)
        }
        var maxima = one
        spoilt.withTerms {
          S.errorMaxima(
            &maxima, y0, y1, scale: one, $0, atol: tolerance, rtol: tolerance, rows: rows, columns: columns)
        }
        for j in 0..<columns {
          #expect(sums[j].isNaN == (j == i % columns))
          #expect(maxima[j].isNaN == (j == i % columns))
        }
      }
    }
  }

  @Test("Scaled squares match the definition", arguments: scalars) func scaledSquaresMatchTheDefinition(
    _ scalar: any KernelScalar.Type
  ) { scaledSquares(scalar) }

  private func scaledSquares<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 13)
    let (rows, columns) = (5, 3 * S.laneCount)
    let x = generator.numbers(rows * columns, as: S.self)
    let y = generator.numbers(rows * columns, as: S.self)
    let atol: [S] = [1e-3, 0.1, 1e-6, 1, .infinity]
    let rtol: [S] = [1e-2, 0, 1e-3, 1, 0]
    var sums = [S](repeating: .nan, count: columns)
    S.scaledSquares(&sums, x, relativeTo: y, atol: atol, rtol: rtol, rows: rows, columns: columns)
    var maxima = sums
    S.scaledMaxima(&maxima, x, relativeTo: y, atol: atol, rtol: rtol, rows: rows, columns: columns)
    for j in 0..<columns {
      let ratios = (0..<4).map { row in
        let i = row * columns + j
        return x[i].wide / (atol[row].wide + rtol[row].wide * abs(y[i].wide))
      }
      let sum = ratios.reduce(Wide(0)) { $0 + $1 * $1 }
      let largest = ratios.reduce(Wide(0)) { max($0, abs($1)) }
      #expect(abs(maxima[j].wide - largest) <= bound(S.self, steps: 4, magnitude: largest))
      #expect(abs(sums[j].wide - sum) <= bound(S.self, steps: 2 * rows, magnitude: sum))
    }
  }
}
