import Kernels

/// The tangent of a linearly implicit step, the derivative of its equations.
///
/// `(I - h gamma J) (dK_i + dw) = (df/dy) dY_i + dw + h (dJ v_i + gamma_i df_t)` with `w` and `v_i` as in the step.
extension TangentSolver {
  /// Writes the changes of all stages but the first, which nothing depends on.
  func pushRosenbrock(
    _ memory: RosenbrockTangent<Scalar>, _ jacobian: StageJacobian<Scalar>, _ parameters: Vector<Scalar>
  ) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    let count = rows * columns
    let bank = integrator.bank(of: cohort.record).pointee
    let origin = integrator.point(stage: 0, state: cohort.state, parameters: parameters)
    integrator.linearize(jacobian, at: origin, tape: bank.tape(0))
    memory.differentiate(
      along: Columns(start, rows: rows, columns: columns), at: origin, tape: bank.tape(0).view)
    slopes.update(repeating: 0, count: count)
    for i in 1..<tableau.stages {
      let slope = slopes + i * stride
      writeMoved(i)
      // The second stage is evaluated where the first was.
      if i > 1 { integrator.writeArgument(i, of: bank, into: integrator.argument) }
      let point = integrator.point(
        stage: i, state: i > 1 ? integrator.argument : cohort.state, parameters: parameters)
      integrator.field.jvp(
        point, tape: bank.tape(i > 1 ? i : 0), tangent: Columns(moved, rows: rows, columns: columns),
        time: nil, into: MutableColumns(slope, rows: rows, columns: columns))
      Scalar.stageSum(
        memory.direction, base: nil, scale: nil,
        integrator.plan.directions[i].terms(of: bank.stages, stride: stride), rows: rows, columns: columns)
      memory.add(timeWeight: tableau.timeWeight(i), steps: cohort.step, columns: columns, to: slope)
      Scalar.stageSum(
        memory.coupling, base: nil, scale: nil, integrator.plan.couplings[i].terms(of: slopes, stride: stride),
        rows: rows, columns: columns)
      Scalar.add(slope, memory.coupling, count: count)
      jacobian.solve(slope, columns: columns)
      Scalar.difference(slope, slope, memory.coupling, count: count)
      integrator.statistics.linearSolves += 1
    }
  }
}
