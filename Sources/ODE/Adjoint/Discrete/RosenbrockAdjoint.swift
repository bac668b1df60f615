import Kernels

/// The memory that the adjoint of linearly implicit stages takes besides that of ``DiscreteAdjoint``.
struct RosenbrockAdjoint<Scalar: Real> {
  /// The right-hand side with its second derivatives.
  let field: any TwiceDifferentiableVectorField<Scalar>
  /// `kappa_1 ... kappa_s`.
  let kappas: UnsafeMutablePointer<Scalar>
  /// What the stages after add to a stage's cotangent.
  let coupling: UnsafeMutablePointer<Scalar>
  /// `sum_{j<=i} gamma_ij K_j`, what the Jacobian makes of it, and `h kappa_i`.
  let direction: UnsafeMutablePointer<Scalar>
  let product: UnsafeMutablePointer<Scalar>
  let cotangent: UnsafeMutablePointer<Scalar>
  /// The gradient of a product with respect to the state.
  let gradient: UnsafeMutablePointer<Scalar>
  /// `gamma_i` in every column.
  let timeWeights: UnsafeMutablePointer<Scalar>
  let curvature: UnsafeMutablePointer<Scalar>
  let record: UnsafeMutablePointer<Scalar>

  /// Nil for other methods.
  init?<Field: VectorField<Scalar>>(field: Field, pitch: Int, tableau: Tableau, in arena: Arena) {
    guard tableau.isLinearlyImplicit else { return nil }
    guard let field = field as? any TwiceDifferentiableVectorField<Scalar> else {
      preconditionFailure("the gradient of a linearly implicit method needs a field with second derivatives")
    }
    self.field = field
    let stride = field.stateCount * pitch
    kappas = arena.take(Scalar.self, tableau.stages * stride)
    coupling = arena.take(Scalar.self, stride)
    direction = arena.take(Scalar.self, stride)
    product = arena.take(Scalar.self, stride)
    cotangent = arena.take(Scalar.self, stride)
    gradient = arena.take(Scalar.self, stride)
    timeWeights = arena.take(Scalar.self, pitch)
    curvature = arena.take(Scalar.self, field.curvatureCount(columns: pitch))
    record = arena.take(Scalar.self, field.recordCount(columns: pitch))
  }
}
