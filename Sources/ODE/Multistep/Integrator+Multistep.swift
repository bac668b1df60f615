import Kernels

/// What methods of several steps add to a step; nothing of it touches the others.
extension Integrator {
  /// Takes the cohort's steps as those at hand.
  func takeSteps() {
    Scalar.narrow(stepRow, from: cohort.step, count: cohort.columns)
    if let multistep { multistep.sums.plan(cohort, multistep.history) }
  }

  /// Writes a sum over the stages at `stages` and the remembered derivatives with weights `[term, columns]`.
  func write(
    _ weights: UnsafePointer<Scalar>, base: UnsafePointer<Scalar>?, stages: UnsafePointer<Scalar>,
    past: UnsafePointer<Scalar>?, into out: UnsafeMutablePointer<Scalar>
  ) {
    let columns = cohort.columns
    Scalar.columnWeightedSum(
      out, base: base, stages: stages, stride: stride, count: tableau.stages, weights: weights, rows: rows,
      columns: columns)
    guard let past, let history = cohort.history else { return }
    Scalar.columnWeightedSum(
      out, base: UnsafePointer(out), stages: past, stride: rows * columns, count: history.memory,
      weights: weights + tableau.stages * columns, rows: rows, columns: columns)
  }

  /// Writes a sum of the step at hand.
  func write(
    _ sum: StepSums<Scalar>.Sum, of multistep: MultistepStep<Scalar>, base: UnsafePointer<Scalar>?,
    into out: UnsafeMutablePointer<Scalar>
  ) {
    write(
      multistep.sums.weights(sum), base: base, stages: bank(of: cohort.record).pointee.stages,
      past: multistep.history.derivatives, into: out)
  }

  // MARK: History

  /// Starts a solve with nothing remembered.
  func beginHistory() {
    guard let multistep else { return }
    multistep.sums.clear()
    multistep.history.begin(columns: cohort.columns)
    guard case .fixed = options.control else { return }
    for column in 0..<cohort.columns { multistep.history.choice[column].order = Int32(multistep.multistep.fixedOrder) }
  }

  /// Remembers the derivatives at the starts of the steps that are committed.
  func remember(_ stage: UnsafePointer<Scalar>) {
    multistep?.history.remember(stage, cohort, slots: slots, places: places)
  }

  /// Lets a column begin anew behind a stop or an event, or all where they choose their steps together.
  ///
  /// What lies before is not smooth there; and the size of a step that was cut to land may move with the start of the
  /// solve, which no later step then depends on.
  func forgetHistory(_ column: Int) {
    guard let history = multistep?.history else { return }
    for other in stepsAlone ? column..<column + 1 : 0..<cohort.live { history.forget(other) }
    if case .adaptive = options.control { history.choice[isPerSample ? column : 0] = OrderState() }
  }

  /// Sets the order of a column's step.
  func setOrder(_ column: Int) {
    guard let history = multistep?.history else { return }
    history.order[column] = min(history.choice[isPerSample ? column : 0].order, history.remembered[column] + 1)
  }

  /// Takes over the trial step that was decided on, and the order with it.
  func takeTrial(_ index: Int) {
    cohort.trial[index] = nextTrial[index]
    if let multistep { multistep.history.choice[index] = multistep.next[index] }
  }

  /// Holds the trial step, and the order with it, for the next step.
  func keepTrial(_ index: Int) {
    nextTrial[index] = cohort.trial[index]
    if let multistep { multistep.next[index] = multistep.history.choice[index] }
  }

  // MARK: Errors

  /// Measures the errors of each column's order and of its neighbours.
  func measure(_ multistep: MultistepStep<Scalar>, _ norm: ErrorNorm) {
    measure(.error, multistep, norm, into: ratios)
    measure(.lowerError, multistep, norm, into: multistep.lower)
    measure(.lowestError, multistep, norm, into: multistep.lowest)
    measure(.higherError, multistep, norm, into: multistep.higher)
  }

  private func measure(
    _ sum: StepSums<Scalar>.Sum, _ multistep: MultistepStep<Scalar>, _ norm: ErrorNorm,
    into out: UnsafeMutablePointer<Double>
  ) {
    write(sum, of: multistep, base: nil, into: scratch)
    measureErrors(norm, plan.unit.terms(of: scratch, stride: stride), scale: multistep.ones)
    Scalar.widen(out, from: sums, count: cohort.columns)
  }

  /// The next step, and with it the order.
  func proposal(
    _ multistep: MultistepStep<Scalar>, _ control: AdaptiveControl, index: Int, ratio: Double, step: Double
  ) -> Double {
    let history = multistep.history
    let state = history.choice[index]
    let column = isPerSample ? index : (0..<cohort.live).first(where: cohort.isActive) ?? 0
    let remembered = history.remembered[column]
    let choice = OrderChoice(
      error: ratio, lower: norm(multistep.lower, index, control.norm),
      lowest: norm(multistep.lowest, index, control.norm),
      higher: remembered >= state.order ? norm(multistep.higher, index, control.norm) : nil)
    guard ratio <= 1 else {
      let (next, proposed) = choice.rejected(state, step: step, isFirst: remembered == 0)
      multistep.next[index] = next
      return proposed
    }
    let trial = cohort.trial[index]
    guard step >= trial else {
      // A step cut short to land on a given time says nothing against the size that was asked for.
      multistep.next[index] = state
      multistep.next[index].failures = 0
      return trial
    }
    let (next, proposed) = choice.accepted(
      state, step: trial, most: multistep.multistep.maximumOrder, maximumStep: control.maximumStep)
    multistep.next[index] = next
    return proposed
  }

  /// The error over the tolerance of a column, or of the group.
  private func norm(_ errors: UnsafePointer<Double>, _ index: Int, _ norm: ErrorNorm) -> Double {
    guard !isPerSample else { return norm.value(errors[index], count: judgedRows) }
    var total = 0.0
    var active = 0
    for column in 0..<cohort.live where cohort.isActive(column) {
      total = norm.joined(total, errors[column])
      active += 1
    }
    return norm.value(total, count: active * judgedRows)
  }

  // MARK: Rates

  /// Writes how the argument of stage `i > 0` changes with the step's size while the stages stay as they are.
  func writeArgumentRate(_ i: Int, of bank: StageBank<Scalar>, into out: UnsafeMutablePointer<Scalar>) {
    if let multistep { return write(.predictedSlope, of: multistep, base: nil, into: out) }
    Scalar.stageSum(
      out, base: nil, scale: nil, plan.arguments[i].terms(of: bank.stages, stride: stride), rows: rows,
      columns: cohort.columns)
  }
  /// Writes how the end of the step changes with its size while the stages stay as they are.
  func writeEndRate(of bank: StageBank<Scalar>, into out: UnsafeMutablePointer<Scalar>) {
    // A polynomial that is integrated to its last node grows by its value there.
    if multistep != nil { return out.update(from: bank.stages + stride, count: rows * cohort.columns) }
    Scalar.stageSum(
      out, base: nil, scale: nil, plan.step.terms(of: bank.stages, stride: stride), rows: rows, columns: cohort.columns)
  }
}
