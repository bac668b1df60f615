import Kernels
import TestSupport
import Testing

/// Factors and solutions of many small systems, judged by their residual in wider arithmetic (Higham, "Accuracy and
/// Stability of Numerical Algorithms", theorem 9.4).
@Suite struct LinearSystemTests {
  /// How the matrices `I - s J` of a test are made.
  enum Family: CaseIterable {
    /// Entries of the same size everywhere.
    case random
    /// A zero diagonal, so that every step must swap rows, and not the same ones in every column.
    case zeroDiagonal
    /// Rows of sizes from 1 to 10^6, as stiff Jacobians have them.
    case graded
    /// A Hilbert matrix shifted by a column's own amount: ill-conditioned.
    case hilbert
  }

  @Test("Residuals are round off", arguments: scalars, Family.allCases) func residualsAreRoundOff(
    _ scalar: any KernelScalar.Type, _ family: Family
  ) {
    residuals(scalar, family)
  }

  private func residuals<S: KernelScalar>(_ type: S.Type, _ family: Family) {
    var generator = SplitMix(seed: 31)
    let columns = 3 * S.laneCount
    for order in [1, 2, 3, 5, 8, 17, 30] {
      let system = System<S>(family, order: order, columns: columns, &generator)
      let side = generator.numbers(order * columns, as: S.self)
      for transposed in [false, true] {
        let x = system.solutions(side, transposed: transposed)
        for column in 0..<columns {
          var (size, worst, most) = (Wide(0), Wide(0), Wide(0))
          for i in 0..<order {
            var (sum, row) = (Wide(0), Wide(0))
            for j in 0..<order {
              let entry = transposed ? system.entry(j, i, column) : system.entry(i, j, column)
              sum += entry * x[j * columns + column].wide
              row += abs(entry)
            }
            size = max(size, row)
            worst = max(worst, abs(sum - side[i * columns + column].wide))
            most = max(most, abs(x[i * columns + column].wide))
          }
          #expect(most.isFinite)
          let allowed = 8 * Wide(order + 1) * S.ulpOfOne.wide * (size * most + 1)
          #expect(worst <= allowed, "\(family) order \(order) transposed \(transposed) \(worst) \(allowed)")
        }
      }
    }
  }

  /// A column's solution has the same bits alone and in company, whatever rows the others swap.
  @Test("Columns are independent", arguments: scalars) func columnsAreIndependent(_ scalar: any KernelScalar.Type) {
    independence(scalar)
  }

  private func independence<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 32)
    let wide = 5 * S.laneCount
    for order in [2, 6] {
      let system = System<S>(.zeroDiagonal, order: order, columns: wide, &generator)
      let side = generator.numbers(order * wide, as: S.self)
      for transposed in [false, true] {
        let all = system.solutions(side, transposed: transposed)
        for first in stride(from: 0, through: wide - S.laneCount, by: 3) {
          let part = System(
            jacobian: slice(system.jacobian, columns: wide, from: first, count: S.laneCount),
            scale: Array(system.scale[first..<first + S.laneCount]), order: order, columns: S.laneCount)
          let found = part.solutions(
            slice(side, columns: wide, from: first, count: S.laneCount), transposed: transposed)
          #expect(found == slice(all, columns: wide, from: first, count: S.laneCount))
        }
      }
    }
  }

  /// A singular matrix spoils its own column and no other; a scale of zero makes the identity of any Jacobian.
  @Test("A singular or unfinished matrix troubles its own column alone", arguments: scalars) func trouble(
    _ scalar: any KernelScalar.Type
  ) { trouble(of: scalar) }

  private func trouble<S: KernelScalar>(of type: S.Type) {
    let (order, columns) = (3, S.laneCount)
    var jacobian = [S](repeating: 0, count: order * order * columns)
    var scale = [S](repeating: 1, count: columns)
    for i in 0..<order { jacobian[(i * order + i) * columns + 2] = 1 }
    for place in 0..<order * order { jacobian[place * columns + 4] = .nan }
    scale[4] = 0
    let system = System(jacobian: jacobian, scale: scale, order: order, columns: columns)
    let side = (0..<order * columns).map { S($0 + 1) }
    for transposed in [false, true] {
      let x = system.solutions(side, transposed: transposed)
      for place in x.indices where place % columns != 2 { #expect(x[place] == side[place]) }
      #expect((0..<order).contains { !x[$0 * columns + 2].isFinite })
    }
  }

  @Test("Differences and masked sums", arguments: scalars) func differencesAndMaskedSums(
    _ scalar: any KernelScalar.Type
  ) {
    elementwise(scalar)
  }

  private func elementwise<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 33)
    let (rows, columns) = (3, 2 * S.laneCount)
    let x = generator.numbers(rows * columns, as: S.self)
    let y = generator.numbers(rows * columns, as: S.self)
    var out = [S](repeating: .nan, count: x.count)
    S.difference(&out, x, y, count: x.count)
    #expect(out == zip(x, y).map { $0 - $1 })
    let mask = (0..<columns).map { S($0 % 3) }
    out = x
    S.addColumns(&out, y, where: mask, rows: rows, columns: columns)
    #expect(out == x.indices.map { mask[$0 % columns] == 0 ? x[$0] : x[$0] + y[$0] })
  }

  /// Systems `(I - s J) x = b`, one per column.
  struct System<S: KernelScalar> {
    var jacobian: [S]
    var scale: [S]
    let order: Int
    let columns: Int

    init(jacobian: [S], scale: [S], order: Int, columns: Int) {
      self.jacobian = jacobian
      self.scale = scale
      self.order = order
      self.columns = columns
    }

    init(_ family: Family, order: Int, columns: Int, _ generator: inout SplitMix) {
      self.order = order
      self.columns = columns
      scale = generator.numbers(columns).map { $0 + 2 }
      jacobian = generator.numbers(order * order * columns)
      for j in 0..<order {
        for i in 0..<order {
          for column in 0..<columns {
            let place = (j * order + i) * columns + column
            switch family {
            case .random: break
            case .zeroDiagonal:
              scale[column] = 1
              if i == j { jacobian[place] = 1 }
            case .graded: jacobian[place] *= S([1, 1e3, 1e6][(i + column) % 3])
            case .hilbert:
              scale[column] = 1
              jacobian[place] = (i == j ? 1 : 0) - 1 / S(i + j + 1 + column % 4)
            }
          }
        }
      }
      if family == .zeroDiagonal && order == 1 { jacobian = jacobian.map { _ in -1 } }
    }

    /// The matrix's entry, from the numbers handed over.
    func entry(_ i: Int, _ j: Int, _ column: Int) -> Wide {
      (i == j ? 1 : 0) - scale[column].wide * jacobian[(j * order + i) * columns + column].wide
    }

    func solutions(_ side: [S], transposed: Bool) -> [S] {
      var factors = [S](repeating: .nan, count: order * order * columns)
      var pivots = [Int32](repeating: -1, count: order * columns)
      S.factorize(&factors, pivots: &pivots, jacobian: jacobian, scale: scale, order: order, columns: columns)
      var x = side
      if transposed {
        S.solveTransposed(&x, factors: factors, pivots: pivots, order: order, columns: columns)
      } else {
        S.solve(&x, factors: factors, pivots: pivots, order: order, columns: columns)
      }
      return x
    }
  }
}
