import Kernels

/// A field of an adjoint that is solved backward, whose parameter gradient is a quadrature.
protocol AdjointField: VectorField {
  /// Adds `sum over columns of scale[column]` times the integrand of the parameters' gradient.
  ///
  /// At the point last evaluated on this tape, where the evaluation wrote `value`; `weight` is the scale in the field's
  /// number type.
  func accumulate(
    _ at: FieldPoint<Scalar>, value: Columns<Scalar>, tape: MutableVector<Scalar>,
    scale: Vector<Double>, weight: Vector<Scalar>,
    into gradient: MutableVector<Scalar>)
}
