import Kernels

/// The stages of a diagonally implicit step: `K_i = f(t + c_i h, y + h sum_{j<i} a_ij K_j + h a_ii K_i)` solved for `K_i`.
///
/// The stage itself is the unknown, never evaluated anew from the solution: what is left of the residual is not multiplied
/// by the stiffness of the field (Shampine; Hairer and Wanner II, IV.8).
extension Integrator {
  /// Solves stages `range` of the current step, up to the first one that leaves no column a solution.
  func solveStages(
    _ range: Range<Int>, _ implicit: ImplicitStages<Scalar>, _ bank: StageBank<Scalar>,
    _ parameters: UnsafePointer<Scalar>
  ) {
    let columns = cohort.columns
    implicit.beginStep(columns: columns)
    if !implicit.isLinearized {
      implicit.linearize(point(stage: 0, state: cohort.state, parameters: parameters), tape: bank.tapes[0])
      implicit.isLinearized = true
      statistics.jvps += rows
    }
    implicit.factorize(steps: stepRow, columns: columns)
    statistics.factorizations += 1
    for i in range {
      solveStage(i, implicit, bank, parameters)
      // Steps shared by the group fail with any of its samples.
      if isPerSample ? implicit.allFailed(of: cohort) : implicit.failedColumn(of: cohort) != nil { break }
    }
    if implicit.hasFailed { statistics.newtonFailures += 1 }
  }

  private func solveStage(
    _ i: Int, _ implicit: ImplicitStages<Scalar>, _ bank: StageBank<Scalar>, _ parameters: UnsafePointer<Scalar>
  ) {
    let columns = cohort.columns
    let stage = bank.stages + i * stride
    let displacement = plan.displacement.terms(of: implicit.displacement, stride: stride)
    Scalar.stageSum(
      stage, base: nil, scale: nil, plan.predictors[i].terms(of: bank.stages, stride: stride), rows: rows,
      columns: columns)
    Scalar.scaledSquares(
      sums, cohort.state, relativeTo: cohort.state, atol: absolute, rtol: relative, rows: rows, columns: columns)
    implicit.beginStage(sizes: sums, columns: columns)
    for iteration in 0..<implicit.limit {
      evaluate(i, of: bank, into: implicit.slope, parameters)
      Scalar.difference(implicit.displacement, implicit.slope, stage, count: rows * columns)
      implicit.solve(implicit.displacement, columns: columns)
      statistics.linearSolves += 1
      statistics.newtonIterations += 1
      Scalar.errorSquares(
        sums, cohort.state, argument, scale: stepRow, displacement, atol: absolute, rtol: relative, rows: rows,
        columns: columns)
      Scalar.addColumns(stage, implicit.displacement, where: implicit.moving, rows: rows, columns: columns)
      let goesOn = implicit.judge(iteration, squares: sums, columns: columns)
      if implicit.hasFailed {
        // What is not finite in the field shows in the stage.
        Scalar.copyColumns(stage, from: implicit.slope, where: implicit.failing, rows: rows, columns: columns)
      }
      if !goesOn { break }
    }
    // Where each column came to rest, so that every tape belongs to its stage whatever the others needed.
    if implicit.isRefined { evaluate(i, of: bank, into: implicit.slope, parameters) }
  }

  private func evaluate(
    _ i: Int, of bank: StageBank<Scalar>, into slope: UnsafeMutablePointer<Scalar>, _ parameters: UnsafePointer<Scalar>
  ) {
    writeArgument(i, of: bank, into: argument)
    field.evaluate(point(stage: i, state: argument, parameters: parameters), into: slope, tape: bank.tapes[i])
    statistics.evaluations += 1
  }

  /// Whether stage `i` is the solution of an equation: all but the first of an implicit method.
  func solvesStage(_ i: Int) -> Bool { implicit != nil && i > 0 }

  /// Replaces the cotangent of an implicit stage by `(I - h a_ii (df/dy)^T)^-1` times it, or its tangent by
  /// `(I - h a_ii df/dy)^-1` times it, with the derivative on the stage's tape.
  func solveLinearized(
    _ x: UnsafeMutablePointer<Scalar>, transposed: Bool, _ implicit: ImplicitStages<Scalar>,
    at point: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>
  ) {
    implicit.linearize(point, tape: tape)
    implicit.isLinearized = false
    implicit.factorize(steps: stepRow, columns: point.columns)
    if transposed {
      implicit.solveTransposed(x, columns: point.columns)
    } else {
      implicit.solve(x, columns: point.columns)
    }
    statistics.jvps += rows
    statistics.factorizations += 1
    statistics.linearSolves += 1
  }
}
