import Kernels

/// The stages of a diagonally implicit step: `K_i = f(t + c_i h, y + h sum_{j<i} a_ij K_j + h a_ii K_i)` solved for
/// `K_i`.
///
/// The stage itself is the unknown, never evaluated anew from the solution: what is left of the residual is not
/// multiplied by the stiffness of the field (Shampine; Hairer and Wanner II, IV.8). Of an additive method's stages
/// those of the stiff part are solved; what the other part adds to their states is known by then.
extension Integrator {
  /// Solves stages `range` of the current step, up to the first one that leaves no column a solution.
  func solveStages(
    _ range: Range<Int>, _ newton: NewtonIteration<Scalar>, _ jacobian: StageJacobian<Scalar>,
    _ bank: StageBank<Scalar>, _ parameters: Vector<Scalar>
  ) {
    let columns = cohort.columns
    newton.beginStep(columns: columns)
    if !jacobian.isCurrent {
      jacobian.linearize(point(stage: 0, state: cohort.state, parameters: parameters), tape: bank.tape(0))
      jacobian.isCurrent = true
      statistics.jvps += rows
    }
    jacobian.factorize(steps: stepRow, columns: columns)
    statistics.factorizations += 1
    for i in range {
      guard solvesStage(i) else {
        evaluate(i, of: bank, into: bank.stages + i * stride, parameters)
        continue
      }
      solveStage(i, newton, jacobian, bank, parameters)
      // Steps shared by the group fail with any of its samples.
      if isPerSample ? newton.allFailed(of: cohort) : newton.failedColumn(of: cohort) != nil { break }
    }
    if newton.hasFailed { statistics.newtonFailures += 1 }
  }

  private func solveStage(
    _ i: Int, _ newton: NewtonIteration<Scalar>, _ jacobian: StageJacobian<Scalar>, _ bank: StageBank<Scalar>,
    _ parameters: Vector<Scalar>
  ) {
    let columns = cohort.columns
    let stage = bank.stages + i * stride
    let displacement = plan.displacement.terms(of: newton.displacement, stride: stride)
    Scalar.stageSum(
      stage, base: nil, scale: nil, plan.predictors[i].terms(of: bank.stages, stride: stride), rows: rows,
      columns: columns)
    Scalar.scaledSquares(
      sums, cohort.state, relativeTo: cohort.state, atol: absolute, rtol: relative, rows: rows, columns: columns)
    newton.beginStage(sizes: sums, columns: columns)
    for iteration in 0..<newton.limit {
      evaluate(i, of: bank, into: newton.slope, parameters)
      Scalar.difference(newton.displacement, newton.slope, stage, count: rows * columns)
      jacobian.solve(newton.displacement, columns: columns)
      statistics.linearSolves += 1
      statistics.newtonIterations += 1
      Scalar.errorSquares(
        sums, cohort.state, argument, scale: stepRow, displacement, atol: absolute, rtol: relative, rows: rows,
        columns: columns)
      Scalar.addColumns(stage, newton.displacement, where: newton.moving, rows: rows, columns: columns)
      let goesOn = newton.judge(iteration, squares: sums, columns: columns)
      if newton.hasFailed {
        // What is not finite in the field shows in the stage.
        Scalar.copyColumns(stage, from: newton.slope, where: newton.failing, rows: rows, columns: columns)
      }
      if !goesOn { break }
    }
    // Where each column came to rest, so that every tape belongs to its stage whatever the others needed.
    if newton.isRefined { evaluate(i, of: bank, into: newton.slope, parameters) }
  }

  private func evaluate(
    _ i: Int, of bank: StageBank<Scalar>, into slope: UnsafeMutablePointer<Scalar>, _ parameters: Vector<Scalar>
  ) {
    writeArgument(i, of: bank, into: argument)
    evaluate(i, at: point(stage: i, state: argument, parameters: parameters), into: slope, tape: bank.tape(i))
  }

  /// Whether stage `i` is the solution of an equation for itself.
  func solvesStage(_ i: Int) -> Bool { tableau.isSolved(i) }

  /// Solves the linear system of a diagonally implicit stage for its cotangent or its tangent, in place.
  ///
  /// A cotangent becomes `(I - h a_ii (df/dy)^T)^-1` times it, a tangent `(I - h a_ii df/dy)^-1` times it, with the
  /// derivative on the stage's tape.
  func solveLinearized(
    _ x: UnsafeMutablePointer<Scalar>, transposed: Bool, _ jacobian: StageJacobian<Scalar>,
    at point: FieldPoint<Scalar>, tape: MutableVector<Scalar>
  ) {
    linearize(jacobian, at: point, tape: tape)
    if transposed {
      jacobian.solveTransposed(x, columns: point.columns)
    } else {
      jacobian.solve(x, columns: point.columns)
    }
    statistics.linearSolves += 1
  }

  /// Takes the Jacobian at a point of the step at hand, not as that at its start, and its factors.
  func linearize(
    _ jacobian: StageJacobian<Scalar>, at point: FieldPoint<Scalar>, tape: MutableVector<Scalar>
  ) {
    jacobian.linearize(point, tape: tape)
    jacobian.isCurrent = false
    jacobian.factorize(steps: stepRow, columns: point.columns)
    statistics.jvps += rows
    statistics.factorizations += 1
  }
}
