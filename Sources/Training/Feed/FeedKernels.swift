import Kernels

/// Loops over the values of an item, compiled for `Float` and `Double`.
package enum FeedKernels {
  /// Scales the values of one item and puts them into a column of a group; tells whether all of them are finite.
  ///
  /// - Parameters:
  ///   - source: `[observations, series]`.
  ///   - observed: `[observations, series]`, 1 where there is a value.
  ///   - divisors: what the series are divided by.
  ///   - observations: observations of the item.
  ///   - capacity: observations of the group; those beyond the item's are marked as missing.
  ///   - values: `[capacity, series, columns]`.
  ///   - mask: `[capacity, series, columns]`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package static func scatter<Scalar: KernelScalar>(
    _ source: UnsafePointer<Double>, _ observed: UnsafePointer<UInt8>, divisors: UnsafePointer<Double>,
    observations: Int, capacity: Int, series: Int, into values: UnsafeMutablePointer<Scalar>,
    mask: UnsafeMutablePointer<Scalar>, column: Int, columns: Int
  ) -> Bool {
    var finite = true
    for k in 0..<observations {
      for j in 0..<series {
        let value = Scalar(source[k * series + j] / divisors[j])
        let place = (k * series + j) * columns + column
        values[place] = value
        mask[place] = observed[k * series + j] == 0 ? 0 : 1
        finite = finite && value.isFinite
      }
    }
    for row in observations * series..<capacity * series { mask[row * columns + column] = 0 }
    return finite
  }

  /// Adds the squared residuals of each series over a group to `sums[series]`, column by column, in `Double`.
  ///
  /// - Parameters:
  ///   - predictions: `[observations, states, columns]`; the first `series` states are compared.
  ///   - values: `[observations, series, columns]`.
  ///   - mask: `[observations, series, columns]`.
  ///   - counts: observations of each column.
  ///   - samples: columns in use.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  static func addSquaredMisses<Scalar: KernelScalar>(
    _ predictions: UnsafePointer<Scalar>, states: Int, _ values: UnsafePointer<Scalar>, mask: UnsafePointer<Scalar>,
    counts: UnsafePointer<Int32>, series: Int, samples: Int, columns: Int, into sums: UnsafeMutablePointer<Double>
  ) {
    for column in 0..<samples {
      for k in 0..<Int(counts[column]) {
        for j in 0..<series {
          let place = (k * series + j) * columns + column
          guard mask[place] != 0 else { continue }
          let residual = Double(predictions[(k * states + j) * columns + column]) - Double(values[place])
          sums[j] += residual * residual
        }
      }
    }
  }

  /// Copies the first rows of every observation of one column: `out[k, row] = factors[row] x[k, row, column]`.
  ///
  /// - Parameters:
  ///   - x: `[observations, states, columns]`.
  ///   - factors: `[rows]`.
  ///   - out: `[observations, rows]`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  static func gather<Scalar: KernelScalar>(
    _ x: UnsafePointer<Scalar>, states: Int, columns: Int, column: Int, observations: Int, rows: Int,
    factors: UnsafePointer<Double>, into out: UnsafeMutablePointer<Scalar>
  ) {
    for k in 0..<observations {
      for row in 0..<rows {
        out[k * rows + row] = Scalar(Double(x[(k * states + row) * columns + column]) * factors[row])
      }
    }
  }
}
