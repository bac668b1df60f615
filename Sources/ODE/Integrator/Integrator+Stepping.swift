import Glibc
import Kernels

/// Steps from their trial to their end.
extension Integrator {
  /// Takes the group as it is set up as the start of an integration and chooses the first step.
  ///
  /// With `trial` given, that magnitude is tried first instead.
  func start(_ parameters: Vector<Scalar>, trial: Double? = nil) throws(SolverError) {
    group.stepIndex = 0
    trials = 0
    errorTest.begin()
    forgetStages()
    for column in 0..<group.columns {
      group.forgetErrors(column)
      group.fired[column] = -1
    }
    if case .multistep(let stepper) = stepper { stepper.begin(self) }
    guard !isDone else { return }
    if case .carried(let stepper) = stepper { try stepper.begin(self, parameters) }
    var first = trial
    switch options.control {
    case .fixed(let step): first = step
    case .adaptive(let control): first = (trial ?? control.firstStep).map { min($0, control.maximumStep) }
    }
    if let first {
      for column in 0..<group.columns { group.trial[column] = first }
    } else {
      try errorTest.chooseFirstStep(self, parameters)
    }
  }

  /// The magnitude of a column's step, or of the widest of the group.
  func widest(_ index: Int) -> Double {
    if isPerSample { return abs(group.step[index]) }
    var widest = 0.0
    for column in 0..<group.live { widest = max(widest, abs(group.step[column])) }
    return widest
  }

  /// Whether every sample has reached its end.
  var isDone: Bool {
    for column in 0..<group.live where group.isActive(column) { return false }
    return true
  }

  /// Tries steps until at least one sample advances.
  func stepUntilAccepted(_ parameters: Vector<Scalar>) throws(SolverError) {
    let buffer = buffer(of: group.stepIndex)
    buffer.pointee.stepIndex = -1
    while true {
      guard trials < options.maximumSteps else { throw explained(failure(.stepLimit, column: suspect()), parameters) }
      do throws(SolverError) { try setSteps() } catch { throw explained(error, parameters) }
      if !isFirstStageReady { try evaluateFirstStage(parameters) }
      evaluateStages(tableau.startStages..<triedStages, parameters)
      writeEnd(of: buffer.pointee)
      trials += 1
      if try errorTest.judge(self, parameters) { break }
      statistics.rejected += 1
    }
    // What a rejected column's trial left must not meet the adjoint if it is not finite: the stages are evaluated again
    // then.
    buffer.pointee.stepIndex = errorTest.hasNonFiniteTrial ? -1 : group.stepIndex
    statistics.accepted += 1
    if case .carried(let stepper) = stepper { stepper.markSegments(self) }
    guard let events else { return }
    try prepareStages(tableau.stages, parameters)
    try events.search(self, parameters)
  }

  /// Moves every column that advances to the end of its step and lets finished samples go.
  func commit() {
    let columns = group.columns
    let buffer = buffer(of: group.stepIndex).pointee
    if case .multistep(let stepper) = stepper { stepper.remember(self) }
    var hasJumped = false
    for column in 0..<group.live where group.step[column] != 0 {
      if group.isCut(column) || stopsShort(column), case .multistep(let stepper) = stepper {
        stepper.forget(column, of: self)
      }
      move(column)
      if stops.hasJumps && stops.isJump(group.time[column], origin: group.origin[column]) {
        hasJumped = true
        jumped[isPerSample ? column : 0] = 1
      }
    }
    errorTest.advance(self)
    if case .carried(let stepper) = stepper { stepper.endSegments(self) }
    let isCut = events?.commit(self) ?? false
    errorTest.commit(self)
    group.stepIndex += 1
    countBanks()
    isFirstStageReady = false
    if compactIfWorthwhile() { return }
    if let end = tableau.endStage, end < buffer.evaluated, !errorTest.rejectedAny, !hasJumped, !isCut {
      let following = self.buffer(of: group.stepIndex)
      following.pointee.stepIndex = -1
      following.pointee.stage(0, columns: columns).copy(buffer.stage(end, columns: columns))
      following.pointee.takeFirst(from: buffer, stage: end, stepIndex: group.stepIndex - 1)
      isFirstStageReady = true
    }
  }

  /// Moves a column's clock to the end of its step.
  private func move(_ column: Int) {
    if group.isCut(column) { return group.land(column, at: group.cut[column]) }
    let goal = goal(column)
    if group.step[column] == group.way(column, to: goal) { return group.land(column, at: goal) }
    (group.time[column], group.lag[column]) = group.advanced(column)
  }

  private func setSteps() throws(SolverError) {
    // A remainder barely longer than the step is taken whole, so that no sliver is left.
    let slack: Double
    if case .fixed = options.control { slack = 1 + 1e-9 } else { slack = 1.01 }
    for column in 0..<group.columns {
      group.cutKind[column] = -1
      if case .multistep(let stepper) = stepper { stepper.setOrder(column, choice: isPerSample ? column : 0) }
      guard column < group.live, group.isActive(column) else {
        group.step[column] = 0
        continue
      }
      let remaining = group.way(column, to: goal(column))
      let trial = group.trial[isPerSample ? column : 0]
      // A span of N steps and their size are rounded, each by half a unit in its last place.
      if abs(remaining) <= trial * slack + 2 * group.end[column].ulp {
        group.step[column] = remaining
      } else {
        group.step[column] = copysign(trial, remaining)
        guard trial >= smallestStep(column) else { throw underflow(isPerSample ? column : suspect()) }
      }
    }
    takeSteps()
  }

  /// The smallest step that still means something at a column's time.
  private func smallestStep(_ column: Int) -> Double {
    // At time zero, which resolves any step, that of the end squared is little enough for problems over many decades.
    let resolution = 4 * max(group.time[column].ulp, group.end[column].ulp * Double.ulpOfOne)
    guard case .adaptive(let control) = options.control else { return resolution }
    return max(control.minimumStep, resolution)
  }

  private func compactIfWorthwhile() -> Bool {
    var active = 0
    for column in 0..<group.live where group.isActive(column) { active += 1 }
    let lanes = Scalar.laneCount
    let needed = (active + lanes - 1) / lanes * lanes
    guard compacts, active > 0, 4 * needed <= 3 * group.columns else { return false }
    let places = places
    group.compact(to: needed, perColumnControl: isPerSample, scratch: scratch, slots: slots, places: places)
    if isPerSample { errorTest.compact(to: group.live, places: places) }
    return true
  }
}
