import Kernels

/// The stages of the step at hand.
extension Integrator {
  // MARK: Points

  /// The point where stage `i` of the current step is evaluated, its times written to `timeRow`.
  func point(stage i: Int, state: Columns<Scalar>, parameters: Vector<Scalar>) -> FieldPoint<Scalar> {
    let c = tableau.c[i]
    let columns = group.columns
    if c == 1 {
      // The end of a step is the start of the next, to the bit.
      for column in 0..<columns { stageTimes[column] = stepEnd(column) }
    } else {
      for column in 0..<columns { stageTimes[column] = group.time[column] + c * group.step[column] }
    }
    return point(atStageTimes: state, parameters: parameters)
  }

  /// The point at `stageTimes`, their origins added, on the near side of any jump.
  func point(atStageTimes state: Columns<Scalar>, parameters: Vector<Scalar>) -> FieldPoint<Scalar> {
    let (columns, timeRow) = (group.columns, timeRow)
    if stops.isEmpty {
      Scalar.narrowSums(timeRow, group.origin.first(columns).view, stageTimes.first(columns).view)
    } else {
      for column in 0..<columns {
        timeRow[column] = Scalar(
          stops.fieldTime(
            stageTimes[column], from: group.time[column], origin: group.origin[column],
            isForward: group.direction[column] > 0))
      }
    }
    return FieldPoint(times: timeRow.view, state: state, parameters: parameters)
  }

  // MARK: Sums

  /// Takes the group's steps as those at hand.
  func takeSteps() {
    Scalar.narrow(stepRow, from: group.step.first(group.columns).view)
    if case .multistep(let stepper) = stepper { stepper.sums.plan(group, stepper.history) }
  }

  /// Where the first stage is evaluated.
  var firstArgument: Columns<Scalar> {
    guard case .carried(let stepper) = stepper else { return state.view }
    return stepper.base(plan.bases[0], mixing: argument, of: self)
  }

  /// Writes the state at which stage `i > 0` is evaluated.
  func writeArgument(_ i: Int, of buffer: StageBuffer<Scalar>, into out: MutableColumns<Scalar>) {
    switch stepper {
    case .multistep(let stepper): stepper.write(.predictor, of: self, base: state.view, into: out)
    case .carried(let stepper): stepper.writeArgument(i, of: buffer, plan, into: out, self)
    case .explicit, .diagonallyImplicit, .linearlyImplicit:
      Scalar.stageSum(out, base: state.view, scale: stepRow.view, plan.arguments[i].terms(of: buffer.stages))
    }
  }

  /// Writes the end of a step that has been tried by its sums, unless the trial has evaluated a stage there.
  func writeEnd(of buffer: StageBuffer<Scalar>) {
    switch stepper {
    case .multistep(let stepper): stepper.write(.corrector, of: self, base: state.view, into: next)
    case .carried(let stepper): stepper.writeEnd(of: buffer, plan, lastPartToo: !triesEndStage, self)
    case .explicit, .diagonallyImplicit, .linearlyImplicit:
      guard !triesEndStage else { return }
      Scalar.stageSum(next, base: state.view, scale: stepRow.view, plan.step.terms(of: buffer.stages))
    }
  }

  /// Writes a sum over stages and the remembered derivatives `past` with weights `[term, column]`.
  func write(
    _ weights: Columns<Scalar>, base: Columns<Scalar>?, stages: ColumnStack<Scalar>, past: ColumnStack<Scalar>?,
    into out: MutableColumns<Scalar>
  ) {
    let count = tableau.stages
    Scalar.columnWeightedSum(
      out, base: base, stages: stages, weights: weights.rows(0..<count))
    guard let past else { return }
    Scalar.columnWeightedSum(
      out, base: out.view, stages: past,
      weights: weights.rows(count..<count + past.count))
  }

  // MARK: Rates

  /// Writes how the argument of stage `i > 0` changes with the step's size while the stages stay as they are.
  func writeArgumentRate(_ i: Int, of buffer: StageBuffer<Scalar>, into out: MutableColumns<Scalar>) {
    if case .multistep(let stepper) = stepper {
      return stepper.write(.predictedDerivative, of: self, base: nil, into: out)
    }
    Scalar.stageSum(out, base: nil, scale: nil, plan.arguments[i].terms(of: buffer.stages))
  }

  /// Writes how the end of the step changes with its size while the stages stay as they are.
  func writeEndRate(of buffer: StageBuffer<Scalar>, into out: MutableColumns<Scalar>) {
    // A polynomial that is integrated to its last node grows by its value there.
    if case .multistep = stepper { return out.copy(buffer.stage(1, columns: group.columns)) }
    Scalar.stageSum(out, base: nil, scale: nil, plan.step.terms(of: buffer.stages))
  }

  // MARK: Evaluations

  /// Evaluates the first stage anew, on the buffer's own tape, or that of each part of the field.
  func evaluateFirstStage(_ parameters: Vector<Scalar>) throws(SolverError) {
    let buffer = buffer(of: group.stepIndex)
    buffer.pointee.ownFirst()
    isFirstStageReady = true
    if case .carried(let stepper) = stepper, stepper.carriesDerivative {
      return buffer.pointee.stage(0, columns: group.columns).copy(stepper.auxiliary(self))
    }
    let point = point(stage: 0, state: firstArgument, parameters: parameters)
    stepper.jacobian?.isCurrent = false
    for i in 0..<tableau.startStages {
      let stage = buffer.pointee.stage(i, columns: group.columns)
      evaluate(i, at: point, into: stage, tape: buffer.pointee.tape(i))
      guard Scalar.allFinite(stage.view) else { throw failure(.nonFinite, values: stage.view) }
    }
  }

  /// Whether the stage that is the derivative at the end is among those of a trial; its argument is the end state.
  var triesEndStage: Bool { tableau.endStage.map { $0 < triedStages } ?? false }

  /// Whether stage `i` is the solution of an equation for itself.
  func solvesStage(_ i: Int) -> Bool { tableau.isSolved(i) }

  /// Evaluates stages `range` of the current step (those at its start apart), leaving in `next` the end that a trial
  /// comes by.
  func evaluateStages(_ range: Range<Int>, _ parameters: Vector<Scalar>) {
    let buffer = buffer(of: group.stepIndex)
    switch stepper {
    case .diagonallyImplicit(let stepper): stepper.evaluateStages(range, of: self, parameters)
    case .linearlyImplicit(let stepper): stepper.evaluateStages(range, of: self, parameters)
    case .carried(let stepper): stepper.evaluateStages(range, of: self, parameters)
    case .explicit, .multistep:
      for i in range {
        let isEnd = triesEndStage && i == tableau.endStage
        evaluateStage(i, of: buffer.pointee, at: isEnd ? next : argument, parameters)
      }
    }
    buffer.pointee.evaluated = range.upperBound
  }

  /// Evaluates the field where the stages before `i` lead, which is written to `place`.
  func evaluateStage(
    _ i: Int, of buffer: StageBuffer<Scalar>, at place: MutableColumns<Scalar>, _ parameters: Vector<Scalar>
  ) {
    writeArgument(i, of: buffer, into: place)
    evaluate(
      point(stage: i, state: place.view, parameters: parameters), into: buffer.stage(i, columns: group.columns),
      tape: buffer.tape(i))
  }

  /// Sees to it that the buffer of the group's step holds its first `count` stages.
  ///
  /// The group stands at an accepted step (``stepUntilAccepted(_:)`` or a snapshot of one).
  func prepareStages(_ count: Int, _ parameters: Vector<Scalar>) throws(SolverError) {
    let stepIndex = group.stepIndex
    let buffer = buffer(of: stepIndex)
    takeSteps()
    if buffer.pointee.stepIndex != stepIndex {
      buffer.pointee.stepIndex = -1
      try evaluateFirstStage(parameters)
      isFirstStageReady = false
      evaluateStages(tableau.startStages..<count, parameters)
      buffer.pointee.stepIndex = stepIndex
      return
    }
    if buffer.pointee.evaluated < count { evaluateStages(buffer.pointee.evaluated..<count, parameters) }
    if buffer.pointee.firstTapeIndex >= 0
      && self.buffer(of: buffer.pointee.firstTapeIndex).pointee.stepIndex != buffer.pointee.firstTapeIndex
    {
      // The step before has left the ring and taken its last tape, which served as this step's first, with it.
      try evaluateFirstStage(parameters)
      isFirstStageReady = false
    }
  }
}
