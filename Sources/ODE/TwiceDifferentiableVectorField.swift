import Kernels

/// A vector field whose Jacobian-vector products can be differentiated in turn.
///
/// For one point and one tangent `(v, s)` of the state and the time, the *product* is `u = (df/dy) v + (df/dt) s`. Its
/// pullback turns a cotangent `w` of `u` into the gradients of `w . u` with respect to the state, the time, the tangent
/// and the parameters: what regularisers of the Jacobian, of higher derivatives along a trajectory, and of the
/// divergence need.
///
/// The calls come in this order: ``VectorField/evaluate(_:into:tape:)``; ``writeSecondDerivatives(_:tape:into:)``, once
/// per evaluation; then for each tangent ``product(_:tape:tangent:time:into:tangentTape:)``,
/// ``pullBack(_:tape:secondDerivative:tangentTape:cotangent:state:time:tangent:timeTangent:)`` and
/// ``accumulateProductGradient(_:tape:tangentTape:weight:into:)``. A *tangent tape* is memory of one tangent,
/// ``tangentTapeCount(columns:)`` long, that the caller owns; any number of tangent tapes may be in use beside one
/// evaluation, whose tape is only read.
public protocol TwiceDifferentiableVectorField<Scalar>: DifferentiableVectorField {
  /// Scalars that the second derivatives of one evaluation at `columns` columns take.
  func secondDerivativeCount(columns: Int) -> Int

  /// Scalars that the tangent tape of one tangent at `columns` columns takes.
  func tangentTapeCount(columns: Int) -> Int

  /// Writes the second derivatives that pullbacks at this point need, after an evaluation on this tape.
  func writeSecondDerivatives(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, into secondDerivative: MutableVector<Scalar>)

  /// Writes `out = (df/dy) v`, plus `(df/dt) s[column]` if `time` is given, and keeps on the tangent tape what the
  /// pullback needs.
  ///
  /// The bits are those of ``DifferentiableVectorField/jvp(_:tape:tangent:time:into:)``.
  func product(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>, tangentTape: MutableVector<Scalar>)

  /// Writes the gradients of `w . out` of the tangent tape's product, column by column.
  ///
  /// `state` and `tangent` are `[stateCount, columns]`, `time` and `timeTangent` `[columns]`; what is nil is not
  /// wanted. Leaves on the tangent tape what ``accumulateProductGradient(_:tape:tangentTape:weight:into:)`` needs for
  /// this cotangent.
  func pullBack(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, secondDerivative: Vector<Scalar>,
    tangentTape: MutableVector<Scalar>, cotangent w: Columns<Scalar>, state: MutableColumns<Scalar>,
    time: MutableVector<Scalar>?, tangent: MutableColumns<Scalar>?,
    timeTangent: MutableVector<Scalar>?)

  /// Adds `sum over columns of weight[column] d(w . out)/dp` to `gradient`, for the cotangent of the tangent tape's
  /// last pullback.
  ///
  /// A nil weight is one.
  func accumulateProductGradient(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, tangentTape: Vector<Scalar>,
    weight: Vector<Scalar>?, into gradient: MutableVector<Scalar>)
}
