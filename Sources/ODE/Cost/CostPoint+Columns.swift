import Kernels

/// Arithmetic that costs share.
extension CostPoint {
  /// Writes each column's mean square over the rows of the state.
  func writeMeanSquares(of x: UnsafePointer<Field.Scalar>, into value: UnsafeMutablePointer<Double>) {
    let columns = at.columns
    value.update(repeating: 0, count: columns)
    Field.Scalar.addColumnDots(value, x, x, rows: field.stateCount, columns: columns)
    for column in 0..<columns { value[column] /= Double(field.stateCount) }
  }

  /// Adds `weight[column] x` to an array of state rows.
  func add(
    _ x: UnsafePointer<Field.Scalar>, weight: UnsafePointer<Field.Scalar>, to out: UnsafeMutablePointer<Field.Scalar>
  ) { add(x, rows: field.stateCount, weight: weight, to: out) }

  /// Adds `weight[column] x` to an array of `rows` rows.
  func add(
    _ x: UnsafePointer<Field.Scalar>, rows: Int, weight: UnsafePointer<Field.Scalar>,
    to out: UnsafeMutablePointer<Field.Scalar>
  ) {
    Field.Scalar.columnWeightedSum(
      out, base: UnsafePointer(out), stages: x, stride: 0, count: 1, weights: weight, rows: rows, columns: at.columns)
  }
}
