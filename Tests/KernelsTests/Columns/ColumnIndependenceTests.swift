import Kernels
import TestSupport
import Testing

/// A column has the same bits in every company: computed in a wide group and in a group of one vector.
@Suite struct ColumnIndependenceTests {
  @Test("The bits of a column of a product do not depend on its company", arguments: scalars) func products(
    _ scalar: any KernelScalar.Type
  ) { products(of: scalar) }

  private func products<S: KernelScalar>(of type: S.Type) {
    var generator = SplitMix(seed: 16)
    for m in [1, 2, 3, 4, 6, 8, 13, 50] {
      for k in [1, 2, 7, 50] {
        let wide = 9 * S.laneCount
        let a = generator.numbers(m * k, as: S.self)
        let bias = generator.numbers(m, as: S.self)
        let b = generator.numbers(k * wide, as: S.self)
        let d = generator.numbers(m * wide, as: S.self)
        expectSameColumns(wide: wide, rows: m, S.self) { columns, first in
          var c = [S](repeating: .nan, count: m * columns)
          S.affine(
            &c, weights: a, bias: bias, slice(b, columns: wide, from: first, count: columns), m: m, k: k,
            columns: columns)
          return c
        }
        expectSameColumns(wide: wide, rows: k, S.self) { columns, first in
          var c = [S](repeating: .nan, count: k * columns)
          S.affineTransposed(
            &c, weights: a, slice(d, columns: wide, from: first, count: columns), m: m, k: k, columns: columns)
          return c
        }
      }
    }
  }

  @Test("The bits of a column of a stage sum do not depend on its company", arguments: scalars) func stages(
    _ scalar: any KernelScalar.Type
  ) { stages(of: scalar) }

  private func stages<S: KernelScalar>(of type: S.Type) {
    var generator = SplitMix(seed: 17)
    let (rows, wide) = (3, 4 * S.laneCount)
    let base = generator.numbers(rows * wide, as: S.self)
    let other = generator.numbers(rows * wide, as: S.self)
    let scale = generator.numbers(wide, as: S.self)
    let tolerance: [S] = [0.1, 0.2, 0.3]
    func part(_ x: [S], _ columns: Int, _ first: Int) -> [S] { slice(x, columns: wide, from: first, count: columns) }
    for count in [0, 1, 4, 7, 8, 13] {
      let terms = Stages<S>(count: count, size: rows * wide, &generator)
      expectSameColumns(wide: wide, rows: rows, S.self) { columns, first in
        var out = [S](repeating: .nan, count: rows * columns)
        terms.sliced(rows: rows, columns: wide, from: first, count: columns).withTerms {
          S.stageSum(
            &out, base: part(base, columns, first), scale: part(scale, columns, first), $0, rows: rows,
            columns: columns)
        }
        return out
      }
      expectSameColumns(wide: wide, rows: 1, S.self) { columns, first in
        var out = [S](repeating: .nan, count: columns)
        terms.sliced(rows: rows, columns: wide, from: first, count: columns).withTerms {
          S.errorSquares(
            &out, part(base, columns, first), part(other, columns, first), scale: part(scale, columns, first), $0,
            atol: tolerance, rtol: tolerance, rows: rows, columns: columns)
        }
        return out
      }
    }
    let weights = generator.numbers(5 * wide, as: S.self)
    let values = generator.numbers(5 * rows * wide, as: S.self)
    expectSameColumns(wide: wide, rows: rows, S.self) { columns, first in
      var out = [S](repeating: .nan, count: rows * columns)
      S.columnWeightedSum(
        &out, base: part(base, columns, first), stages: part(values, columns, first), stride: rows * columns, count: 5,
        weights: part(weights, columns, first), rows: rows, columns: columns)
      return out
    }
    expectSameColumns(wide: wide, rows: 1, S.self) { columns, first in
      var out = [S](repeating: .nan, count: columns)
      S.scaledSquares(
        &out, part(base, columns, first), relativeTo: part(other, columns, first), atol: tolerance, rtol: tolerance,
        rows: rows, columns: columns)
      return out
    }
  }

  /// An activation gives a point the same bits in any lane, with or without the derivative, in place or not.
  @Test(
    "The bits of an activation do not depend on what stands beside its argument", arguments: scalars,
    Activation.allCases) func activations(
      _ scalar: any KernelScalar.Type, _ activation: Activation
    )
  {
    activations(of: scalar, activation)
  }

  private func activations<S: KernelScalar>(of type: S.Type, _ activation: Activation) {
    var generator = SplitMix(seed: 18)
    for range in [1e-3, 1, 30, 3e5, 1e7, 1e30] {
      let count = 3 * S.laneCount + 5
      let x = generator.numbers(count, range, as: S.self)
      var value = [S](repeating: .nan, count: count)
      var derivative = value
      S.activate(activation, x, into: &value, derivative: &derivative, count: count)
      for i in 0..<count {
        var (one, itsDerivative) = ([S.nan], [S.nan])
        S.activate(activation, [x[i]], into: &one, derivative: &itsDerivative, count: 1)
        #expect(one[0].pattern == value[i].pattern && itsDerivative[0].pattern == derivative[i].pattern, "at \(x[i])")
      }
      var alone = x
      alone.withUnsafeMutableBufferPointer { p in
        S.activate(activation, p.baseAddress!, into: p.baseAddress!, derivative: nil, count: count)
      }
      #expect(alone.map(\.pattern) == value.map(\.pattern))
    }
  }

  /// Compares the columns of a wide group with those of groups of one vector, moved by a few lanes each time.
  private func expectSameColumns<S: KernelScalar>(
    wide: Int, rows: Int, _ type: S.Type, _ compute: (_ columns: Int, _ first: Int) -> [S]
  ) {
    let all = compute(wide, 0)
    for first in stride(from: 0, through: wide - S.laneCount, by: 3) {
      #expect(compute(S.laneCount, first) == slice(all, columns: wide, from: first, count: S.laneCount))
    }
    #expect(all.count == rows * wide)
  }
}
