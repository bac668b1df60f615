import Kernels

/// A vector field with its derivatives, which read what an evaluation left on its tape.
///
/// The calls come in this order for one point, all with the same tape: ``VectorField/evaluate(_:into:tape:)``, then
/// ``vjp(_:tape:cotangent:state:time:)``, then ``accumulateParameterGradient(_:tape:weight:into:)``.
/// ``jvp(_:tape:tangent:time:into:)`` may follow an evaluation at any time, and so may
/// ``pullBack(_:tape:cotangent:state:time:into:)``, the last two calls in one.
public protocol DifferentiableVectorField<Scalar>: VectorField {
  /// Writes the state's part of the vector-Jacobian product, `state = (df/dy)^T a`, and, if `time` is given,
  /// `time[column] = (df/dt) . a`.
  ///
  /// Leaves on the tape what ``accumulateParameterGradient(_:tape:weight:into:)`` needs for this cotangent.
  func vjp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?)

  /// Adds `sum over columns of weight[column] (df/dp)^T a` to `gradient`, for the cotangent of the last vjp on this
  /// tape.
  ///
  /// A nil weight is one. The parameter gradient is a quadrature of the solve: it is summed over the group here and
  /// never becomes part of the state that is stepped.
  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, weight: Vector<Scalar>?,
    into gradient: MutableVector<Scalar>)

  /// Writes what ``vjp(_:tape:cotangent:state:time:)`` writes and, unless `gradient` is nil, adds the sum over columns
  /// of `(df/dp)^T a` to it.
  ///
  /// Needs no more tape than ``VectorField/evaluationTapeCount(columns:)``, and may leave nothing there for
  /// ``accumulateParameterGradient(_:tape:weight:into:)``. The default calls both.
  func pullBack(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?,
    into gradient: MutableVector<Scalar>?)

  /// Writes the Jacobian-vector product `out = (df/dy) v` (plus `(df/dt) s[column]` if `time` is given), after an
  /// evaluation on this tape.
  func jvp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>)
}

extension DifferentiableVectorField {
  /// Calls ``vjp(_:tape:cotangent:state:time:)`` and ``accumulateParameterGradient(_:tape:weight:into:)``.
  public func pullBack(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?,
    into gradient: MutableVector<Scalar>?
  ) {
    vjp(at, tape: tape, cotangent: a, state: state, time: time)
    if let gradient { accumulateParameterGradient(at, tape: tape, weight: nil, into: gradient) }
  }
}
