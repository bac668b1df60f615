import Kernels

/// Arithmetic that costs share.
extension CostPoint {
  /// Writes each column's mean square over the rows of the state.
  func writeMeanSquares(of x: Columns<Field.Scalar>, into value: MutableVector<Double>) {
    value.fill(0)
    Field.Scalar.addColumnDots(value, x, x)
    for column in 0..<at.columns { value[column] /= Double(field.stateCount) }
  }

  /// Adds `weight[column] x` to an array.
  func add(_ x: Columns<Field.Scalar>, weight: Vector<Field.Scalar>, to out: MutableColumns<Field.Scalar>) {
    Field.Scalar.columnWeightedSum(
      out, base: out.view, stages: ColumnStack(x),
      weights: Columns(weight.base, rows: 1, columns: weight.count))
  }
}
