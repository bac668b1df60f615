import Kernels
import TestSupport

/// Stages, weights and indices in arrays, lent to a kernel as ``Kernels/StageTerms``.
struct Stages<S: KernelScalar> {
  let values: [S]
  let stride: Int
  let indices: [Int32]
  let weights: [S]

  /// Makes `count` terms over 16 random stages, in an order that is not that of the stages.
  init(count: Int, size: Int, _ generator: inout SplitMix) {
    stride = size + 3
    values = generator.numbers(16 * stride)
    indices = (0..<count).map { Int32((5 * $0 + 2) % 16) }
    weights = generator.numbers(count)
  }

  init(values: [S], stride: Int, indices: [Int32], weights: [S]) {
    self.values = values
    self.stride = stride
    self.indices = indices
    self.weights = weights
  }

  /// Calls `body` with the terms.
  func withTerms(_ body: (StageTerms<S>) -> Void) {
    values.withUnsafeBufferPointer { values in
      indices.withUnsafeBufferPointer { indices in
        weights.withUnsafeBufferPointer { weights in
          body(
            StageTerms(
              stages: values.baseAddress!, stride: stride, indices: indices.baseAddress!, weights: weights.baseAddress!,
              count: indices.count))
        }
      }
    }
  }

  /// The columns `first..<first + count` of stages with `columns` columns.
  func sliced(rows: Int, columns: Int, from first: Int, count: Int) -> Stages {
    let parts = (0..<16).map { j in
      slice(Array(values[j * stride..<j * stride + rows * columns]), columns: columns, from: first, count: count)
    }
    return Stages(values: parts.flatMap { $0 }, stride: rows * count, indices: indices, weights: weights)
  }

  /// The sum of the terms at one place, and the sum of their magnitudes.
  func reference(_ place: Int) -> (sum: Wide, magnitude: Wide) {
    var sum: Wide = 0
    var magnitude: Wide = 0
    for (index, weight) in zip(indices, weights) {
      let product = weight.wide * values[Int(index) * stride + place].wide
      sum += product
      magnitude += abs(product)
    }
    return (sum, magnitude)
  }
}
