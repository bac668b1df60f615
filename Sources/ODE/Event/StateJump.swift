import Kernels

/// What an event does to the state, `y+ = J(t, y-, p)`, with its derivatives.
///
/// Arrays are as for ``VectorField``: one column per sample, and a column of the result may depend on that column only.
/// All columns are handed over, those without an event too; what is written there is not used.
public protocol StateJump<Scalar>: Sendable {
  /// The number type of states and parameters.
  associatedtype Scalar: KernelScalar

  /// Writes the state after the event, `[stateCount, columns]`, from the one before it.
  func apply(_ at: FieldPoint<Scalar>, into state: MutableColumns<Scalar>)

  /// Writes `state = (dJ/dy)^T a` and `time[column] = (dJ/dt) . a`.
  func vjp(
    _ at: FieldPoint<Scalar>, cotangent a: Columns<Scalar>, state: MutableColumns<Scalar>,
    time: MutableVector<Scalar>)

  /// Adds `sum over columns of (dJ/dp)^T a` to `gradient`; nothing if the jump has no parameters.
  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, cotangent a: Columns<Scalar>, into gradient: MutableVector<Scalar>)
}
