import Kernels
import TestSupport
import Testing

@Suite struct StageTests {
  @Test("Stage sum matches the definition", arguments: scalars) func stageSumMatchesTheDefinition(
    _ scalar: any KernelScalar.Type
  ) { stageSum(scalar) }

  private func stageSum<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 7)
    for count in 0...14 {
      for (rows, vectors) in [(1, 1), (2, 2), (3, 5)] {
        let columns = vectors * S.laneCount
        let stages = Stages<S>(count: count, size: rows * columns, &generator)
        let base = generator.numbers(rows * columns, as: S.self)
        let scale = generator.numbers(columns, as: S.self)
        for (base, scale) in [(base, scale), (base, nil), (nil, scale), (nil, nil)] as [([S]?, [S]?)] {
          var out = [S](repeating: .nan, count: rows * columns)
          stages.withTerms { S.stageSum(&out, base: base, scale: scale, $0, rows: rows, columns: columns) }
          for i in 0..<rows * columns {
            let terms = stages.reference(i)
            let factor = scale?[i % columns].wide ?? 1
            let start = base?[i].wide ?? 0
            let error = abs(out[i].wide - (start + factor * terms.sum))
            let magnitude = abs(start) + abs(factor) * terms.magnitude
            #expect(error <= bound(S.self, steps: count + 1, magnitude: magnitude), "\(count) terms at \(i)")
          }
          if let base {
            var aliased = base
            aliased.withUnsafeMutableBufferPointer { aliased in
              let p = aliased.baseAddress!
              stages.withTerms { S.stageSum(p, base: p, scale: scale, $0, rows: rows, columns: columns) }
            }
            #expect(aliased == out)
          }
        }
      }
    }
  }

  /// One fused operation per term, in the order of the terms, however many terms there are.
  @Test("Terms are fused in order", arguments: scalars) func termsAreFusedInOrder(_ scalar: any KernelScalar.Type) {
    fused(scalar)
  }

  private func fused<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 8)
    let columns = 2 * S.laneCount
    for count in 1...14 {
      let stages = Stages<S>(count: count, size: columns, &generator)
      var out = [S](repeating: .nan, count: columns)
      stages.withTerms { S.stageSum(&out, base: nil, scale: nil, $0, rows: 1, columns: columns) }
      for i in 0..<columns {
        var sum: S = 0
        for (index, weight) in zip(stages.indices, stages.weights) {
          sum.addProduct(weight, stages.values[Int(index) * stages.stride + i])
        }
        #expect(out[i] == sum, "\(count) terms at \(i)")
      }
    }
  }

  @Test("Column weights match the definition", arguments: scalars) func columnWeightsMatchTheDefinition(
    _ scalar: any KernelScalar.Type
  ) { columnWeights(scalar) }

  private func columnWeights<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 9)
    for count in 0...8 {
      for (rows, vectors) in [(1, 1), (3, 3)] {
        let columns = vectors * S.laneCount
        let stride = rows * columns + 5
        let stages = generator.numbers(max(count, 1) * stride, as: S.self)
        let weights = generator.numbers(max(count, 1) * columns, as: S.self)
        let base = generator.numbers(rows * columns, as: S.self)
        for base in [base, nil] {
          var out = [S](repeating: .nan, count: rows * columns)
          S.columnWeightedSum(
            &out, base: base, stages: stages, stride: stride, count: count, weights: weights, rows: rows,
            columns: columns)
          for i in 0..<rows * columns {
            let products = (0..<count).map { weights[$0 * columns + i % columns].wide * stages[$0 * stride + i].wide }
            let start = base?[i].wide ?? 0
            let magnitude = products.reduce(abs(start)) { $0 + abs($1) }
            let error = abs(out[i].wide - products.reduce(start, +))
            #expect(error <= bound(S.self, steps: count + 1, magnitude: magnitude))
          }
        }
      }
    }
  }

  @Test("Copies masked columns", arguments: scalars) func copiesMaskedColumns(_ scalar: any KernelScalar.Type) {
    copies(scalar)
  }

  private func copies<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 10)
    let (rows, columns) = (3, 3 * S.laneCount)
    let old = generator.numbers(rows * columns, as: S.self)
    let new = generator.numbers(rows * columns, as: S.self)
    let mask = (0..<columns).map { _ in S(Int.random(in: -1...1, using: &generator)) }
    var out = old
    S.copyColumns(&out, from: new, where: mask, rows: rows, columns: columns)
    for i in 0..<rows * columns { #expect(out[i] == (mask[i % columns] == 0 ? old[i] : new[i])) }
  }
}
