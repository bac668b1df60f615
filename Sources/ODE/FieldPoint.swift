import Kernels

/// Where a vector field is evaluated: the times, states and parameters of a group.
public struct FieldPoint<Scalar: Real> {
  /// The time of each column, `[columns]`.
  public var times: UnsafePointer<Scalar>
  /// The states, `[stateCount, columns]`.
  public var state: UnsafePointer<Scalar>
  /// The flat parameter vector.
  public var parameters: UnsafePointer<Scalar>
  /// How many columns there are: a multiple of the scalar's lane count.
  public var columns: Int

  /// Gathers the parts of a point.
  public init(
    times: UnsafePointer<Scalar>, state: UnsafePointer<Scalar>, parameters: UnsafePointer<Scalar>, columns: Int
  ) {
    self.times = times
    self.state = state
    self.parameters = parameters
    self.columns = columns
  }
}
