import Kernels

/// Where a running cost is evaluated: a point of a solve with what the field's evaluation left there.
public struct CostPoint<Field: VectorField> {
  /// The vector field.
  public var field: Field
  /// Times, states and parameters of the group.
  public var at: FieldPoint<Field.Scalar>
  /// The field's value, `[stateCount, columns]`.
  public var derivative: Columns<Field.Scalar>
  /// The field's tape after its evaluation.
  ///
  /// Products and pullbacks may be taken on it, but it need not have room for what
  /// ``DifferentiableVectorField/vjp(_:tape:cotangent:state:time:)`` leaves.
  public var tape: MutableVector<Field.Scalar>
  /// Which sample of the group each column carries, `[columns]`; columns of padding name some sample of the group.
  public var samples: Vector<Int32>

  /// Gathers the parts of a point.
  public init(
    field: Field, at: FieldPoint<Field.Scalar>, derivative: Columns<Field.Scalar>,
    tape: MutableVector<Field.Scalar>, samples: Vector<Int32>
  ) {
    self.field = field
    self.at = at
    self.derivative = derivative
    self.tape = tape
    self.samples = samples
  }
}
