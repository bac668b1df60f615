import Kernels

/// The memory that the adjoint of linearly implicit stages takes besides that of ``DiscreteAdjoint``.
struct RosenbrockAdjoint<Scalar: KernelScalar> {
  /// The right-hand side with its second derivatives.
  let field: any TwiceDifferentiableVectorField<Scalar>
  /// `kappa_1 ... kappa_s`.
  let kappas: MutableColumnStack<Scalar>
  /// What the stages after add to a stage's cotangent.
  let gammaSum: MutableColumns<Scalar>
  /// `sum_{j<=i} gamma_ij K_j`, what the Jacobian makes of it, and `h kappa_i`.
  let direction: MutableColumns<Scalar>
  let product: MutableColumns<Scalar>
  let cotangent: MutableColumns<Scalar>
  /// The gradient of a product with respect to the state.
  let gradient: MutableColumns<Scalar>
  /// `gamma_i` in every column.
  let timeWeights: MutableVector<Scalar>
  let secondDerivative: MutableVector<Scalar>
  let tangentTape: MutableVector<Scalar>

  /// Nil for other methods.
  init?<Field: VectorField<Scalar>>(field: Field, pitch: Int, tableau: Tableau, in arena: Arena) {
    guard tableau.isLinearlyImplicit else { return nil }
    guard let field = field as? any TwiceDifferentiableVectorField<Scalar> else {
      preconditionFailure("the gradient of a linearly implicit method needs a field with second derivatives")
    }
    self.field = field
    let rows = field.stateCount
    kappas = arena.stack(Scalar.self, count: tableau.stages, rows: rows, columns: pitch)
    gammaSum = arena.columns(Scalar.self, rows: rows, columns: pitch)
    direction = arena.columns(Scalar.self, rows: rows, columns: pitch)
    product = arena.columns(Scalar.self, rows: rows, columns: pitch)
    cotangent = arena.columns(Scalar.self, rows: rows, columns: pitch)
    gradient = arena.columns(Scalar.self, rows: rows, columns: pitch)
    timeWeights = arena.vector(Scalar.self, pitch)
    secondDerivative = arena.vector(Scalar.self, field.secondDerivativeCount(columns: pitch))
    tangentTape = arena.vector(Scalar.self, field.tangentTapeCount(columns: pitch))
  }
}
