import Kernels

/// The right-hand side of `y' = f(t, y, p)` for a whole group of samples at once.
///
/// Arrays are `[row, column]` with one column per sample (``Kernels/KernelScalar``); `columns` is a multiple of the
/// scalar's lane count and may differ from call to call. A field holds no mutable state: everything a call needs beyond
/// its arguments lives in the *tape*, memory the caller owns, so that one field serves any number of solves.
public protocol VectorField<Scalar>: Sendable {
  /// The number type of states and parameters.
  associatedtype Scalar: KernelScalar

  /// Rows of the state: its dimension per sample.
  var stateCount: Int { get }

  /// Length of the flat parameter vector.
  var parameterCount: Int { get }

  /// Scalars of tape that one evaluation at `columns` columns and its derivatives need.
  func tapeCount(columns: Int) -> Int

  /// Scalars of tape that an evaluation at `columns` columns needs where only pull-backs and jvps follow.
  ///
  /// The pull-backs are those of ``DifferentiableVectorField/pullBack(_:tape:cotangent:state:time:into:)``. By default
  /// all of the tape.
  func evaluationTapeCount(columns: Int) -> Int

  /// Writes `dy[stateCount, columns] = f(t, y, p)` and leaves on the tape what the derivatives will need.
  func evaluate(_ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape: MutableVector<Scalar>)
}

extension VectorField {
  /// All of ``tapeCount(columns:)``.
  public func evaluationTapeCount(columns: Int) -> Int { tapeCount(columns: columns) }
}
