import Kernels

/// A function `g(t, y, p)` whose changes of sign are events, with its derivatives.
///
/// Arrays are as for ``VectorField``: one column per sample. A column of the result may depend on that column only.
public protocol EventFunction<Scalar>: Sendable {
  /// The number type of states and parameters.
  associatedtype Scalar: KernelScalar

  /// Writes `g[column] = g(t, y, p)`.
  func evaluate(_ at: FieldPoint<Scalar>, into g: MutableVector<Scalar>)

  /// Writes `state[row, column] = dg/dy` and `time[column] = dg/dt`.
  func derivatives(
    _ at: FieldPoint<Scalar>, state: MutableColumns<Scalar>, time: MutableVector<Scalar>)

  /// Adds `sum over columns of weight[column] dg/dp` to `gradient`; nothing if `g` has no parameters.
  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, weight: Vector<Scalar>, into gradient: MutableVector<Scalar>)
}
