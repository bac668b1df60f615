import Kernels

/// The tangent of a linearly implicit step, the derivative of its equations.
///
/// `(I - h gamma J) (dK_i + dw) = (df/dy) dY_i + dw + h (dJ v_i + gamma_i df_t)` with `w` and `v_i` as in the step.
extension TangentSolver {
  /// Writes the changes of all stages but the first, which nothing depends on.
  func pushRosenbrock(
    _ memory: RosenbrockTangent<Scalar>, _ jacobian: StageJacobian<Scalar>, _ parameters: Vector<Scalar>
  ) {
    let group = integrator.group
    let columns = group.columns
    let buffer = integrator.buffer(of: group.stepIndex).pointee
    let origin = integrator.point(stage: 0, state: integrator.state.view, parameters: parameters)
    integrator.linearize(jacobian, at: origin, tape: buffer.tape(0))
    memory.differentiate(along: start.packed(columns: columns).view, at: origin, tape: buffer.tape(0).view)
    let (direction, gammaSum) = (memory.direction.packed(columns: columns), memory.gammaSum.packed(columns: columns))
    derivatives[0].packed(columns: columns).fill(0)
    for i in 1..<tableau.stages {
      let derivative = derivatives[i].packed(columns: columns)
      writeMoved(i)
      // The second stage is evaluated where the first was.
      if i > 1 { integrator.writeArgument(i, of: buffer, into: integrator.argument) }
      let point = integrator.point(
        stage: i, state: (i > 1 ? integrator.argument : integrator.state).view, parameters: parameters)
      integrator.field.jvp(
        point, tape: buffer.tape(i > 1 ? i : 0), tangent: moved.packed(columns: columns).view, time: nil,
        into: derivative)
      Scalar.stageSum(
        direction, base: nil, scale: nil,
        integrator.plan.directions[i].terms(of: buffer.stages))
      memory.add(timeWeight: tableau.timeWeight(i), steps: group.step.first(columns).view, to: derivative)
      Scalar.stageSum(gammaSum, base: nil, scale: nil, terms(integrator.plan.gammas[i]))
      Scalar.add(derivative, gammaSum.view)
      jacobian.solve(derivative)
      Scalar.difference(derivative, derivative.view, gammaSum.view)
      integrator.statistics.linearSolves += 1
    }
  }
}
