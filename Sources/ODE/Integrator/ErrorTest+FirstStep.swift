import Glibc
import Kernels

/// The size of the first step.
extension ErrorTest {
  /// The first step of Hairer, Norsett and Wanner, "Solving Ordinary Differential Equations I", II.4, per sample or
  /// group.
  func chooseFirstStep(_ integrator: Integrator<Field>, _ parameters: Vector<Scalar>) throws(SolverError) {
    guard case .adaptive(let control) = integrator.options.control else { return }
    let (group, plan) = (integrator.group, integrator.plan)
    let columns = group.columns
    try integrator.evaluateFirstStage(parameters)
    let buffer = integrator.buffer(of: 0).pointee
    let difference = integrator.scratch.rows(0..<integrator.rows)
    let d0 = nextTrial.first(columns)
    let d1 = ratios.first(columns)
    writeNorms(of: integrator.state.view, control.norm, integrator, into: d0)
    let starts = integrator.tableau.startStages
    let derivative = starts == 1 ? buffer.stage(0, columns: columns) : difference
    if starts > 1 { Scalar.stageSum(derivative, base: nil, scale: nil, plan.unit.terms(of: buffer.stages)) }
    writeNorms(of: derivative.view, control.norm, integrator, into: d1)
    for column in 0..<columns {
      let quotient = 0.01 * d0[column] / d1[column]
      // A quotient that is zero or no number belongs to a norm that no number holds.
      let guess = d0[column] < 1e-5 || d1[column] < 1e-5 || !(quotient > 0) ? 1e-6 : quotient
      group.trial[column] = min(guess, control.maximumStep)
      let remaining = group.way(column, to: integrator.goal(column))
      group.step[column] = copysign(min(group.trial[column], abs(remaining)), remaining)
    }
    Scalar.narrow(integrator.stepRow, from: group.step.first(columns).view)
    // One explicit Euler step; its stages and tapes are not kept, so those of later stages serve.
    Scalar.stageSum(
      integrator.argument, base: integrator.state.view, scale: integrator.stepRow.view,
      plan.unit.terms(of: buffer.stages))
    for column in 0..<columns { integrator.stageTimes[column] = group.time[column] + group.step[column] }
    let probe = integrator.point(atStageTimes: integrator.argument.view, parameters: parameters)
    for i in 0..<starts {
      integrator.evaluate(
        i, at: probe, into: buffer.stage(starts + i, columns: columns), tape: buffer.tape(starts + i))
    }
    Scalar.stageSum(difference, base: nil, scale: nil, plan.difference.terms(of: buffer.stages))
    let d2 = d0
    writeNorms(of: difference.view, control.norm, integrator, into: d2)
    let p = 1 / Double(integrator.options.method.order + 1)
    for column in 0..<columns {
      let h0 = group.trial[column]
      let steepest = max(d1[column], d2[column] / h0)
      let h1 = steepest <= 1e-15 ? max(1e-6, 1e-3 * h0) : exp(p * log(0.01 / steepest))
      let chosen = min(100 * h0, h1, control.maximumStep)
      group.trial[column] = chosen.isFinite && chosen > 0 ? chosen : h0
    }
  }

  /// Writes the scaled norm of each column, or in every column that of the whole group.
  private func writeNorms(
    of x: Columns<Scalar>, _ norm: ErrorNorm, _ integrator: Integrator<Field>, into out: MutableVector<Double>
  ) {
    let sums = sums.first(x.columns)
    let counted = integrator.scale.countedRows
    integrator.scale.writeSizes(norm, of: x, at: integrator.state.view, into: sums)
    Scalar.widen(out, from: sums.view)
    if integrator.isPerSample {
      for column in 0..<x.columns { out[column] = norm.value(out[column], count: counted) }
      return
    }
    let (total, active) = joined(out.view, norm, integrator.group)
    out.fill(norm.value(total, count: max(1, active * counted)))
  }
}
