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
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, into value: UnsafeMutablePointer<Double>
  ) { point.writeMeanSquares(of: point.derivative, into: value) }

  /// Adds `2 f / stateCount` to the cotangent of the field's value.
  public func addCotangents(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, weight: UnsafePointer<Field.Scalar>,
    derivative: UnsafeMutablePointer<Field.Scalar>, state: UnsafeMutablePointer<Field.Scalar>,
    time: UnsafeMutablePointer<Field.Scalar>?
  ) {
    tape.update(from: weight, count: point.at.columns)
    Field.Scalar.scale(tape, by: 2 / Field.Scalar(point.field.stateCount), count: point.at.columns)
    point.add(point.derivative, weight: tape, to: derivative)
  }

  /// Adds nothing: the parameters enter through the field alone.
  public func accumulateParameterGradient(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, weight: UnsafePointer<Field.Scalar>,
    into gradient: UnsafeMutablePointer<Field.Scalar>
  ) {}
}
