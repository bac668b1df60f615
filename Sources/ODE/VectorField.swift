import Kernels

/// The right-hand side of `y' = f(t, y, p)` for a whole group of samples at once.
///
/// Arrays are `[row, column]` with one column per sample (``Kernels/Real``); `columns` is a multiple of the scalar's
/// lane count and may differ from call to call. A field holds no mutable state: everything a call needs beyond its
/// arguments lives in the *tape*, memory the caller owns, so that one field serves any number of solves.
///
/// The calls come in this order for one point: ``evaluate(_:into:tape:)``, then (if a derivative is wanted) ``vjp(_:tape:cotangent:state:time:)``
/// on the same tape, then ``accumulateParameterGradient(_:tape:weight:into:)`` on the same tape.
public protocol VectorField<Scalar>: Sendable {
  /// The number type of states and parameters.
  associatedtype Scalar: Real

  /// Rows of the state: its dimension per sample.
  var stateCount: Int { get }

  /// Length of the flat parameter vector.
  var parameterCount: Int { get }

  /// Scalars of tape that one evaluation at `columns` columns, its vjp and its parameter gradient need.
  func tapeCount(columns: Int) -> Int

  /// Writes `dy[stateCount, columns] = f(t, y, p)` and leaves on the tape what the derivatives will need.
  func evaluate(_ at: FieldPoint<Scalar>, into dy: UnsafeMutablePointer<Scalar>, tape: UnsafeMutablePointer<Scalar>)

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
