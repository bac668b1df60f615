import Kernels

/// Stages as values of the field or, in an additive method, of one of its parts.
extension Integrator {
  /// Scalars of tape that one stage takes.
  static func stageTape(of field: Field, columns: Int, method: Method) -> Int {
    guard method.tableau.isSplit, let split = FieldSplit(of: field) else {
      return field.evaluationTapeCount(columns: columns)
    }
    return max(
      split.stiff.evaluationTapeCount(columns: columns), split.nonstiff.evaluationTapeCount(columns: columns))
  }

  /// Evaluates the whole field.
  func evaluate(_ point: FieldPoint<Scalar>, into out: MutableColumns<Scalar>, tape: MutableVector<Scalar>) {
    field.evaluate(point, into: out, tape: tape)
    statistics.evaluations += 1
  }

  /// Evaluates what stage `i` is a value of.
  func evaluate(
    _ i: Int, at point: FieldPoint<Scalar>, into out: MutableColumns<Scalar>, tape: MutableVector<Scalar>
  ) {
    guard let split = stepper.split else { return evaluate(point, into: out, tape: tape) }
    split.part(ofStage: i).evaluate(point, into: out, tape: tape)
    statistics.evaluations += 1
  }
}

/// Derivatives of stages, for the way back and for tangents.
extension Integrator where Field: DifferentiableVectorField {
  /// Pulls a cotangent of stage `i` back, after its evaluation on this tape.
  func pullBack(
    _ i: Int, at point: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?, into gradient: MutableVector<Scalar>?
  ) {
    if let split = stepper.split {
      split.part(ofStage: i).pullBack(
        point, tape: tape, cotangent: cotangent, state: state, time: time, into: gradient)
    } else {
      field.pullBack(point, tape: tape, cotangent: cotangent, state: state, time: time, into: gradient)
    }
  }

  /// Writes how stage `i` changes with its state, after its evaluation on this tape.
  func jvp(
    _ i: Int, at point: FieldPoint<Scalar>, tape: MutableVector<Scalar>, tangent: Columns<Scalar>,
    into out: MutableColumns<Scalar>
  ) {
    if let split = stepper.split {
      split.part(ofStage: i).jvp(point, tape: tape, tangent: tangent, time: nil, into: out)
    } else {
      field.jvp(point, tape: tape, tangent: tangent, time: nil, into: out)
    }
  }

  /// Solves the linearised equation of a diagonally implicit stage for its tangent, or transposed for its cotangent.
  ///
  /// Replaces a tangent by `(I - h a_ii df/dy)^-1` times it and a cotangent by `(I - h a_ii (df/dy)^T)^-1` times it,
  /// with the derivative on the stage's tape.
  func solveLinearized(
    _ x: MutableColumns<Scalar>, transposed: Bool, _ jacobian: StageJacobian<Scalar>, at point: FieldPoint<Scalar>,
    tape: MutableVector<Scalar>
  ) {
    linearize(jacobian, at: point, tape: tape)
    if transposed { jacobian.solveTransposed(x) } else { jacobian.solve(x) }
    statistics.linearSolves += 1
  }

  /// Takes the Jacobian at a point of the step at hand, not as that at its start, and its factors.
  func linearize(_ jacobian: StageJacobian<Scalar>, at point: FieldPoint<Scalar>, tape: MutableVector<Scalar>) {
    jacobian.linearize(point, tape: tape)
    jacobian.isCurrent = false
    jacobian.factorize(steps: stepRow.view)
    statistics.jvps += rows
    statistics.factorizations += 1
  }
}
