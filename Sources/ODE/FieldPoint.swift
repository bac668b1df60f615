import Kernels

/// Where a vector field is evaluated: the times, states and parameters of a group.
public struct FieldPoint<Scalar: KernelScalar> {
  /// The time of each column, `[columns]`.
  public var times: Vector<Scalar>
  /// The states, `[stateCount, columns]`.
  public var state: Columns<Scalar>
  /// The flat parameter vector.
  public var parameters: Vector<Scalar>
  /// How many columns there are: a multiple of the scalar's lane count.
  public var columns: Int { state.columns }

  /// Gathers the parts of a point; there is a time for each column of the state.
  public init(times: Vector<Scalar>, state: Columns<Scalar>, parameters: Vector<Scalar>) {
    checkShape(times.count == state.columns, "\(times.count) times for \(state.columns) columns")
    self.times = times
    self.state = state
    self.parameters = parameters
  }
}
