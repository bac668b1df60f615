import Kernels

/// The squared second derivative of a trajectory, `|d^2 y / dt^2|^2 / stateCount` with `y'' = f_t + (df/dy) f`.
///
/// Source: Kelly, Bettencourt, Johnson and Duvenaud (2020), "Learning differential equations that are easy to solve",
/// of order 2; like there it is the mean over the dimension of the state. Small second derivatives let a solver
/// take large steps.
public struct SecondDerivativeCost<Field: TwiceDifferentiableVectorField>: RunningCost {
  /// Makes the cost.
  public init() {}

  /// The second derivative, two gradients, two rows, and what the field keeps for second derivatives.
  public func tapeCount(_ field: Field, columns: Int) -> Int {
    (3 * field.stateCount + 2) * columns + field.curvatureCount(columns: columns) + field.recordCount(columns: columns)
  }

  /// Writes `|f_t + (df/dy) f|^2 / stateCount`.
  public func evaluate(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, into value: UnsafeMutablePointer<Double>
  ) {
    let parts = Parts(point, tape)
    parts.ones.update(repeating: 1, count: point.at.columns)
    point.field.jvp(point.at, tape: point.tape, tangent: point.derivative, time: parts.ones, into: parts.second)
    point.writeMeanSquares(of: parts.second, into: value)
  }

  /// Adds the pullback of `2 y'' / stateCount` through the product with the Jacobian.
  public func addCotangents(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, weight: UnsafePointer<Field.Scalar>,
    derivative: UnsafeMutablePointer<Field.Scalar>, state: UnsafeMutablePointer<Field.Scalar>,
    time: UnsafeMutablePointer<Field.Scalar>?
  ) {
    let parts = Parts(point, tape)
    let field = point.field
    parts.ones.update(repeating: 1, count: point.at.columns)
    field.writeCurvature(point.at, tape: point.tape, into: parts.curvature)
    field.product(
      point.at, tape: point.tape, tangent: point.derivative, time: parts.ones, into: parts.second, record: parts.record)
    Field.Scalar.scale(parts.second, by: 2 / Field.Scalar(field.stateCount), count: field.stateCount * point.at.columns)
    field.pullBack(
      point.at, tape: point.tape, curvature: parts.curvature, record: parts.record, cotangent: parts.second,
      state: parts.state, time: parts.time, tangent: parts.tangent, timeTangent: nil)
    point.add(parts.tangent, weight: weight, to: derivative)
    point.add(parts.state, weight: weight, to: state)
    if let time { point.add(parts.time, rows: 1, weight: weight, to: time) }
  }

  /// Adds the gradient of the product with respect to the parameters.
  public func accumulateParameterGradient(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, weight: UnsafePointer<Field.Scalar>,
    into gradient: UnsafeMutablePointer<Field.Scalar>
  ) {
    point.field.accumulateProductGradient(
      point.at, tape: point.tape, record: Parts(point, tape).record, weight: weight, into: gradient)
  }

  /// The tape's arrays.
  private struct Parts {
    let second, state, tangent, ones, time, curvature, record: UnsafeMutablePointer<Field.Scalar>

    init(_ point: CostPoint<Field>, _ tape: UnsafeMutablePointer<Field.Scalar>) {
      let columns = point.at.columns
      let count = point.field.stateCount * columns
      second = tape
      state = second + count
      tangent = state + count
      ones = tangent + count
      time = ones + columns
      curvature = time + columns
      record = curvature + point.field.curvatureCount(columns: columns)
    }
  }
}
