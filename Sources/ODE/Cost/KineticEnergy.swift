import Kernels

/// The kinetic energy `|f|^2 / stateCount` of a trajectory, which favours straight and slow ones.
///
/// Source: Finlay, Jacobsen, Nurbekyan and Oberman (2020), "How to train your neural ODE: the world of Jacobian and
/// kinetic regularization"; like the paper's objective it is divided by the dimension of the state.
public struct KineticEnergy<Field: DifferentiableVectorField>: RunningCost {
  /// Makes the cost.
  public init() {}

  /// One row: the scaled weights.
  public func tapeCount(_ field: Field, columns: Int) -> Int { columns }

  /// None: the field's value is there.
  public var valueProducts: FieldProducts { FieldProducts() }

  /// None.
  public var cotangentProducts: FieldProducts { FieldProducts() }

  /// Writes `|f|^2 / stateCount`.
  public func evaluate(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, into value: MutableVector<Double>
  ) { point.writeMeanSquares(of: point.derivative, into: value) }

  /// Adds `2 f / stateCount` to the cotangent of the field's value.
  public func addCotangents(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, weight: Vector<Field.Scalar>,
    derivative: MutableColumns<Field.Scalar>, state: MutableColumns<Field.Scalar>,
    time: MutableVector<Field.Scalar>?
  ) {
    let scaled = tape.first(point.at.columns)
    scaled.copy(weight)
    Field.Scalar.scale(scaled, by: 2 / Field.Scalar(point.field.stateCount))
    point.add(point.derivative, weight: scaled.view, to: derivative)
  }

  /// Adds nothing: the parameters enter through the field alone.
  public func accumulateParameterGradient(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, weight: Vector<Field.Scalar>,
    into gradient: MutableVector<Field.Scalar>
  ) {}
}
