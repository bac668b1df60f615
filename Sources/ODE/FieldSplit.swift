import Kernels

/// The two parts whose sum is a vector field.
///
/// Both take the state and the parameters of the whole field, and add to the gradient of the whole parameter vector.
public struct FieldSplit<Scalar: KernelScalar>: Sendable {
  /// What makes the field stiff: additive methods treat it implicitly.
  public let stiff: any DifferentiableVectorField<Scalar>
  /// The rest: additive methods treat it explicitly.
  public let nonstiff: any DifferentiableVectorField<Scalar>

  /// Gathers the parts, whose counts of rows and parameters are those of the field.
  public init(stiff: any DifferentiableVectorField<Scalar>, nonstiff: any DifferentiableVectorField<Scalar>) {
    precondition(
      stiff.stateCount == nonstiff.stateCount && stiff.parameterCount == nonstiff.parameterCount,
      "the parts of a field have the same state and parameters")
    self.stiff = stiff
    self.nonstiff = nonstiff
  }

  /// The part whose value is stage `i` of an additive method (``Tableau/isSplit``).
  func part(ofStage i: Int) -> any DifferentiableVectorField<Scalar> { i % 2 == 0 ? stiff : nonstiff }

  /// The parts of a field; nil where it has none.
  init?(of field: some VectorField<Scalar>) {
    guard let split = (field as? any SplitVectorField<Scalar>)?.split else { return nil }
    self = split
  }
}
