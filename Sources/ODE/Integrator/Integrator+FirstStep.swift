import Glibc
import Kernels

/// The size of the first step.
extension Integrator {
  /// The first step of Hairer, Norsett and Wanner, "Solving Ordinary Differential Equations I", II.4, per sample or
  /// group.
  func chooseFirstStep(_ parameters: Vector<Scalar>) throws(SolverError) {
    guard case .adaptive(let control) = options.control else { return }
    let columns = cohort.columns
    try evaluateFirstStage(parameters)
    let bank = bank(of: 0).pointee
    let d0 = nextTrial
    let d1 = ratios
    norms(of: cohort.state, control.norm, into: d0)
    let starts = tableau.startStages
    let slope = starts == 1 ? bank.stages : scratch
    if starts > 1 {
      Scalar.stageSum(
        slope, base: nil, scale: nil, plan.unit.terms(of: bank.stages, stride: stride), rows: rows, columns: columns)
    }
    norms(of: slope, control.norm, into: d1)
    for column in 0..<columns {
      let quotient = 0.01 * d0[column] / d1[column]
      // A quotient that is zero or no number belongs to a norm that no number holds.
      let guess = d0[column] < 1e-5 || d1[column] < 1e-5 || !(quotient > 0) ? 1e-6 : quotient
      cohort.trial[column] = min(guess, control.maximumStep)
      let remaining = cohort.way(column, to: goal(column))
      cohort.step[column] = copysign(min(cohort.trial[column], abs(remaining)), remaining)
    }
    Scalar.narrow(stepRow, from: cohort.step, count: columns)
    // One explicit Euler step; its stages and tapes are not kept, so those of later stages serve.
    Scalar.stageSum(
      argument, base: cohort.state, scale: stepRow, plan.unit.terms(of: bank.stages, stride: stride),
      rows: rows, columns: columns)
    for column in 0..<columns { stageTimes[column] = cohort.time[column] + cohort.step[column] }
    let probe = point(atStageTimes: argument, parameters: parameters)
    for i in 0..<starts {
      evaluate(i, at: probe, into: bank.stages + (starts + i) * stride, tape: bank.tape(starts + i))
    }
    Scalar.stageSum(
      scratch, base: nil, scale: nil, plan.difference.terms(of: bank.stages, stride: stride), rows: rows,
      columns: columns)
    let d2 = d0
    norms(of: scratch, control.norm, into: d2)
    let p = 1 / Double(options.method.order + 1)
    for column in 0..<columns {
      let h0 = cohort.trial[column]
      let steepest = max(d1[column], d2[column] / h0)
      let h1 = steepest <= 1e-15 ? max(1e-6, 1e-3 * h0) : exp(p * log(0.01 / steepest))
      let chosen = min(100 * h0, h1, control.maximumStep)
      cohort.trial[column] = chosen.isFinite && chosen > 0 ? chosen : h0
    }
  }

  /// The scaled norm of each column, or in every column that of the whole group.
  private func norms(of x: UnsafePointer<Scalar>, _ norm: ErrorNorm, into out: UnsafeMutablePointer<Double>) {
    let columns = cohort.columns
    switch norm {
    case .rms:
      Scalar.scaledSquares(
        sums, x, relativeTo: cohort.state, atol: absolute, rtol: relative, rows: rows, columns: columns)
    case .max:
      Scalar.scaledMaxima(
        sums, x, relativeTo: cohort.state, atol: absolute, rtol: relative, rows: rows, columns: columns)
    }
    Scalar.widen(out, from: sums, count: columns)
    if isPerSample {
      for column in 0..<columns { out[column] = norm.value(out[column], count: judgedRows) }
      return
    }
    var total = 0.0
    var active = 0
    for column in 0..<cohort.live where cohort.isActive(column) {
      total = norm.joined(total, out[column])
      active += 1
    }
    let value = norm.value(total, count: max(1, active * judgedRows))
    for column in 0..<columns { out[column] = value }
  }
}
