import Kernels

/// The squared second derivative of a trajectory, `|d^2 y / dt^2|^2 / stateCount` with `y'' = f_t + (df/dy) f`.
///
/// Source: Kelly, Bettencourt, Johnson and Duvenaud (2020), "Learning differential equations that are easy to solve",
/// of order 2; like there it is the mean over the dimension of the state. Small second derivatives let a solver
/// take large steps.
public struct SecondDerivativeCost<Field: TwiceDifferentiableVectorField>: RunningCost {
  /// Makes the cost.
  public init() {}

  /// A gradient and a row, besides what a product with the Jacobian takes.
  public func tapeCount(_ field: Field, columns: Int) -> Int {
    ProductTape.count(field, columns: columns, vectors: 1, rows: 1)
  }

  /// The product with the field's value.
  public var valueProducts: FieldProducts { FieldProducts(jvps: 1) }

  /// The same product and its pullback.
  public var cotangentProducts: FieldProducts { FieldProducts(vjps: 1, jvps: 1) }

  /// Writes `|f_t + (df/dy) f|^2 / stateCount`.
  public func evaluate(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, into value: UnsafeMutablePointer<Double>
  ) {
    let tape = ProductTape(point, tape)
    point.field.jvp(
      point.at, tape: point.tape, tangent: point.derivative, time: ones(point, tape), into: tape.product)
    point.writeMeanSquares(of: tape.product, into: value)
  }

  /// Adds the pullback of `2 y'' / stateCount` through the product with the Jacobian.
  public func addCotangents(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, weight: UnsafePointer<Field.Scalar>,
    derivative: UnsafeMutablePointer<Field.Scalar>, state: UnsafeMutablePointer<Field.Scalar>,
    time: UnsafeMutablePointer<Field.Scalar>?
  ) {
    let tape = ProductTape(point, tape)
    let rows = point.field.stateCount
    let columns = point.at.columns
    let tangent = tape.rest + columns
    tape.multiply(point, tangent: point.derivative, time: ones(point, tape))
    Field.Scalar.scale(tape.product, by: 2 / Field.Scalar(rows), count: rows * columns)
    tape.pullBack(point, cotangent: tape.product, weight: weight, state: state, time: time, tangent: tangent)
    point.add(tangent, weight: weight, to: derivative)
  }

  /// Adds the gradient of the product with respect to the parameters.
  public func accumulateParameterGradient(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, weight: UnsafePointer<Field.Scalar>,
    into gradient: UnsafeMutablePointer<Field.Scalar>
  ) { ProductTape(point, tape).accumulateParameterGradient(point, weight: weight, into: gradient) }

  /// Writes the time's tangent, one in every column.
  private func ones(_ point: CostPoint<Field>, _ tape: ProductTape<Field>) -> UnsafePointer<Field.Scalar> {
    tape.rest.update(repeating: 1, count: point.at.columns)
    return UnsafePointer(tape.rest)
  }
}
