import Kernels

/// The stages of the current step, and the banks that keep those of earlier ones.
extension Integrator {
  /// The bank of a step.
  func bank(of record: Int) -> UnsafeMutablePointer<StageBank<Scalar>> { banks + record % bankCount }

  /// Forgets the stages of earlier solves.
  func forgetStages() {
    for i in 0..<bankCount { banks[i].record = -1 }
    isFirstStageReady = false
  }

  /// The point where stage `i` of the current step is evaluated, its times written to `timeRow`.
  func point(stage i: Int, state: UnsafePointer<Scalar>, parameters: Vector<Scalar>) -> FieldPoint<Scalar> {
    let c = tableau.c[i]
    let columns = cohort.columns
    if c == 1 {
      // The end of a step is the start of the next, to the bit.
      for column in 0..<columns { stageTimes[column] = stepEnd(column) }
    } else {
      for column in 0..<columns { stageTimes[column] = cohort.time[column] + c * cohort.step[column] }
    }
    return point(atStageTimes: state, parameters: parameters)
  }

  /// The point at `stageTimes`, their origins added, on the near side of any jump.
  func point(atStageTimes state: UnsafePointer<Scalar>, parameters: Vector<Scalar>) -> FieldPoint<Scalar> {
    let columns = cohort.columns
    if stops.isEmpty {
      Scalar.narrowSums(timeRow, cohort.origin, stageTimes, count: columns)
    } else {
      for column in 0..<columns {
        timeRow[column] = Scalar(
          stops.fieldTime(
            stageTimes[column], from: cohort.time[column], origin: cohort.origin[column],
            isForward: cohort.direction[column] > 0))
      }
    }
    return FieldPoint(
      times: Vector(timeRow, count: columns), state: Columns(state, rows: rows, columns: columns),
      parameters: parameters)
  }

  /// Writes the state at which stage `i > 0` is evaluated.
  func writeArgument(_ i: Int, of bank: StageBank<Scalar>, into out: UnsafeMutablePointer<Scalar>) {
    if let multistep { return write(.predictor, of: multistep, base: cohort.state, into: out) }
    Scalar.stageSum(
      out, base: base(plan.bases[i], mixing: out), scale: stepRow,
      plan.arguments[i].terms(of: bank.stages, stride: stride), rows: rows,
      columns: cohort.columns)
  }

  /// Evaluates the first stage anew, on the bank's own tape, or that of each part of the field.
  func evaluateFirstStage(_ parameters: Vector<Scalar>) throws(SolverError) {
    let bank = bank(of: cohort.record)
    bank.pointee.ownFirst()
    isFirstStageReady = true
    if carriesSlope {
      bank.pointee.stages.update(from: companion, count: rows * cohort.columns)
      return
    }
    let point = point(stage: 0, state: firstArgument, parameters: parameters)
    jacobian?.isCurrent = false
    for i in 0..<tableau.startStages {
      let stage = bank.pointee.stages + i * stride
      evaluate(i, at: point, into: stage, tape: bank.pointee.tape(i))
      guard Scalar.allFinite(stage, count: rows * cohort.columns) else { throw failure(.nonFinite, values: stage) }
    }
  }

  /// Whether the stage that is the derivative at the end is among those of a trial; its argument is the end state.
  var triesEndStage: Bool { tableau.endStage.map { $0 < triedStages } ?? false }

  /// Evaluates stages `range` of the current step (those at its start apart), leaving in `next` the end that a trial
  /// comes by.
  func evaluateStages(_ range: Range<Int>, _ parameters: Vector<Scalar>) {
    let bank = bank(of: cohort.record)
    if let jacobian {
      if let newton { solveStages(range, newton, jacobian, bank.pointee, parameters) }
      if let rosenbrock { solveStages(range, rosenbrock, jacobian, bank.pointee, parameters) }
      bank.pointee.evaluated = range.upperBound
      return
    }
    for i in range {
      if writeBlend(i, of: bank.pointee, plan) { continue }
      let out = triesEndStage && i == tableau.endStage ? endOfLastPart : argument
      writeArgument(i, of: bank.pointee, into: out)
      evaluate(
        point(stage: i, state: out, parameters: parameters), into: bank.pointee.stages + i * stride,
        tape: bank.pointee.tape(i))
    }
    bank.pointee.evaluated = range.upperBound
  }

  /// Sees to it that the bank of the cohort's step holds its first `count` stages.
  ///
  /// The cohort stands at an accepted step (``toAcceptance(_:)`` or a snapshot of one).
  func prepareStages(_ count: Int, _ parameters: Vector<Scalar>) throws(SolverError) {
    let record = cohort.record
    let bank = bank(of: record)
    takeSteps()
    if bank.pointee.record != record {
      bank.pointee.record = -1
      try evaluateFirstStage(parameters)
      isFirstStageReady = false
      evaluateStages(tableau.startStages..<count, parameters)
      bank.pointee.record = record
      return
    }
    if bank.pointee.evaluated < count { evaluateStages(bank.pointee.evaluated..<count, parameters) }
    if bank.pointee.firstTapeRecord >= 0
      && self.bank(of: bank.pointee.firstTapeRecord).pointee.record != bank.pointee.firstTapeRecord
    {
      // The step before has left the ring and taken its last tape, which served as this step's first, with it.
      try evaluateFirstStage(parameters)
      isFirstStageReady = false
    }
  }
}
