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
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, into value: MutableVector<Double>
  ) {
    let tape = ProductTape(point, tape)
    point.field.jvp(
      point.at, tape: point.tape, tangent: point.derivative, time: ones(point, tape), into: tape.product)
    point.writeMeanSquares(of: tape.product.view, into: value)
  }

  /// Adds the pullback of `2 y'' / stateCount` through the product with the Jacobian.
  public func addCotangents(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, weight: Vector<Field.Scalar>,
    derivative: MutableColumns<Field.Scalar>, state: MutableColumns<Field.Scalar>,
    time: MutableVector<Field.Scalar>?
  ) {
    let tape = ProductTape(point, tape)
    let (rows, columns) = (point.field.stateCount, point.at.columns)
    let tangent = MutableColumns(tape.rest[columns..<(1 + rows) * columns].base, rows: rows, columns: columns)
    tape.multiply(point, tangent: point.derivative, time: ones(point, tape))
    Field.Scalar.scale(tape.product.values, by: 2 / Field.Scalar(rows))
    tape.pullBack(point, cotangent: tape.product.view, weight: weight, state: state, time: time, tangent: tangent)
    point.add(tangent.view, weight: weight, to: derivative)
  }

  /// Adds the gradient of the product with respect to the parameters.
  public func accumulateParameterGradient(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, weight: Vector<Field.Scalar>,
    into gradient: MutableVector<Field.Scalar>
  ) { ProductTape(point, tape).accumulateParameterGradient(point, weight: weight, into: gradient) }

  /// Writes the time's tangent, one in every column.
  private func ones(_ point: CostPoint<Field>, _ tape: ProductTape<Field>) -> Vector<Field.Scalar> {
    let ones = tape.rest.first(point.at.columns)
    ones.fill(1)
    return ones.view
  }
}
