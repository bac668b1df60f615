extension Method {
  /// Refuses to be differentiated along a field that lacks the derivatives it takes: a linearly implicit step depends
  /// on the Jacobian at its start.
  /// - Throws: ``SolverError`` of kind `missingSecondDerivatives`.
  func checkDerivatives<Field: VectorField>(of field: Field) throws(SolverError) {
    guard tableau.isLinearlyImplicit, !(field is any TwiceDifferentiableVectorField<Field.Scalar>) else { return }
    throw SolverError(kind: .missingSecondDerivatives)
  }
}
