import Kernels

/// A vector field with its derivatives, which read what an evaluation left on its tape.
///
/// The calls come in this order for one point, all with the same tape: ``VectorField/evaluate(_:into:tape:)``, then
/// ``vjp(_:tape:cotangent:state:time:)``, then ``accumulateParameterGradient(_:tape:weight:into:)``. ``jvp(_:tape:tangent:time:into:)``
/// may follow an evaluation at any time.
public protocol DifferentiableVectorField<Scalar>: VectorField {
  /// Writes the state's part of the vector-Jacobian product, `state = (df/dy)^T a`, and, if `time` is given, `time[column] = (df/dt) . a`.
  ///
  /// Leaves on the tape what ``accumulateParameterGradient(_:tape:weight:into:)`` needs for this cotangent.
  func vjp(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, cotangent a: UnsafePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>, time: UnsafeMutablePointer<Scalar>?)

  /// Adds `sum over columns of weight[column] (df/dp)^T a` to `gradient`, for the cotangent of the last vjp on this tape.
  ///
  /// A nil weight is one. The parameter gradient is a quadrature of the solve: it is summed over the group here and
  /// never becomes part of the state that is stepped.
  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, weight: UnsafePointer<Scalar>?,
    into gradient: UnsafeMutablePointer<Scalar>)

  /// Writes the Jacobian-vector product `out = (df/dy) v` (plus `(df/dt) s[column]` if `time` is given), after an evaluation on this tape.
  func jvp(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, tangent v: UnsafePointer<Scalar>,
    time s: UnsafePointer<Scalar>?, into out: UnsafeMutablePointer<Scalar>)
}
