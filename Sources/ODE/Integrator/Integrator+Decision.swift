import Glibc
import Kernels

/// Who advances after a step was tried, and by how much next.
extension Integrator {
  /// Judges the step that was tried; true if at least one column advances.
  ///
  /// Columns that do not advance get a step of zero; new trial sizes are held back until ``commit()``, or taken at once
  /// if nobody advances.
  func judge(_ parameters: Vector<Scalar>) throws(SolverError) -> Bool {
    rejectedAny = false
    hasNonFiniteTrial = false
    let isFinite = Scalar.allFinite(next, count: cohort.rows * cohort.columns)
    guard case .adaptive(let control) = options.control else {
      if let newton, let column = newton.failedColumn(of: cohort) {
        throw newton.failures[column].isNaN ? failure(.nonFinite, values: next) : failure(.newton, column: column)
      }
      guard isFinite else { throw failure(.nonFinite, values: next) }
      for index in 0..<(isPerSample ? cohort.live : 1) {
        accepts[index] = 1
        ratios[index] = 1
        keepTrial(index)
      }
      return true
    }
    if let multistep {
      measure(multistep, control.norm)
    } else {
      let stages = bank(of: cohort.record).pointee.stages
      measureErrors(control.norm, plan.error.terms(of: stages, stride: stride), scale: stepRow)
      Scalar.widen(ratios, from: sums, count: cohort.columns)
    }
    newton?.overrule(ratios, of: cohort)
    if isPerSample {
      return judgeEach(control, isFinite)
    }
    return judgeTogether(control, isFinite, parameters)
  }

  /// Writes each column's error, `scale` times the sum of `terms`, over its tolerance to `sums`: squares or maxima.
  func measureErrors(_ norm: ErrorNorm, _ terms: StageTerms<Scalar>, scale: UnsafePointer<Scalar>) {
    let columns = cohort.columns
    switch norm {
    case .rms:
      Scalar.errorSquares(
        sums, cohort.state, next, scale: scale, terms, atol: absolute, rtol: relative, rows: rows, columns: columns)
    case .max:
      Scalar.errorMaxima(
        sums, cohort.state, next, scale: scale, terms, atol: absolute, rtol: relative, rows: rows, columns: columns)
    }
  }

  private func judgeTogether(
    _ control: AdaptiveControl, _ isFinite: Bool, _ parameters: Vector<Scalar>
  ) -> Bool {
    var total = 0.0
    var active = 0
    for column in 0..<cohort.live where cohort.isActive(column) {
      total = control.norm.joined(total, ratios[column])
      active += 1
    }
    var count = active * judgedRows
    if let extraError, isFinite {
      let extra = extraError(parameters)
      switch control.norm {
      case .rms:
        total += extra.squares
        count += extra.count
      case .max: total = control.norm.joined(total, (extra.squares / Double(max(1, extra.count))).squareRoot())
      }
    }
    let ratio = isFinite || newton?.hasFailed == true ? control.norm.value(total, count: count) : .nan
    let accepted = ratio <= 1
    accepts[0] = accepted ? 1 : 0
    nextTrial[0] = proposal(control, index: 0, ratio: ratio, step: widest(0))
    worstSample = cohort.ids[worstColumn(isFinite)]
    if !accepted {
      takeTrial(0)
      cohort.wasRejected[0] = 1
    }
    ratios[0] = ratio
    return accepted
  }

  private func judgeEach(_ control: AdaptiveControl, _ isFinite: Bool) -> Bool {
    var accepted = 0
    for column in 0..<cohort.columns {
      mask[column] = 0
      accepts[column] = 0
      guard column < cohort.live, cohort.isActive(column) else {
        keepTrial(column)
        accepts[column] = 1
        continue
      }
      var ratio = control.norm.value(ratios[column], count: judgedRows)
      if !isFinite && ratio.isFinite && !isColumnFinite(next, column, rows: cohort.rows) { ratio = .nan }
      ratios[column] = ratio
      nextTrial[column] = proposal(control, index: column, ratio: ratio, step: abs(cohort.step[column]))
      if ratio <= 1 {
        accepted += 1
        accepts[column] = 1
        mask[column] = 1
      } else {
        rejectedAny = true
        if !ratio.isFinite { hasNonFiniteTrial = true }
      }
    }
    for column in 0..<cohort.live where accepts[column] == 0 {
      if accepted == 0 {
        takeTrial(column)
        cohort.wasRejected[column] = 1
      } else {
        cohort.step[column] = 0
      }
    }
    if accepted > 0 && rejectedAny { takeSteps() }
    return accepted > 0
  }

  private func proposal(_ control: AdaptiveControl, index: Int, ratio: Double, step: Double) -> Double {
    if let multistep { return proposal(multistep, control, index: index, ratio: ratio, step: step) }
    guard ratio <= 1 else { return step * controller.factor(rejected: ratio, order: errorOrder) }
    var factor = controller.factor(
      accepted: ratio, cohort.error1[index], cohort.error2[index], order: errorOrder)
    let limit = cohort.wasRejected[index] != 0 ? 1 : controller.growth
    factor = min(limit, factor)
    // A step cut short to land on a given time says nothing against the size that was asked for.
    let proposed = factor == limit ? max(step * factor, cohort.trial[index]) : step * factor
    return min(control.maximumStep, proposed)
  }

  private func worstColumn(_ isFinite: Bool) -> Int {
    var worst = 0
    for column in 0..<cohort.live where cohort.isActive(column) {
      if !(ratios[column] <= ratios[worst]) || !cohort.isActive(worst) { worst = column }
      // The error of a state that overflows may well be nothing next to it.
      if !ratios[column].isFinite || (!isFinite && !isColumnFinite(next, column, rows: cohort.rows)) { return column }
    }
    return worst
  }
}
