import Kernels

/// The exact gradient of the solve as it was carried out: the accepted steps swept in reverse.
///
/// For one step, with `lambda` the cotangent of its end state, stages are swept from the last to the first:
/// `kappa_i = h (b_i lambda + sum_{j>i} a_ji zeta_j)`, `zeta_i = (df/dy)^T kappa_i`, the parameters' gradient grows by
/// `(df/dp)^T kappa_i`, and the cotangent of its start state is `lambda + sum_i zeta_i` (Hairer, Lubich and Wanner,
/// "Geometric Numerical Integration", VI; ARKODE's discrete adjoint). Dense output adds `h b_i(theta)` times the
/// observation's cotangent to `kappa_i` and the cotangent itself to the start's; running costs add theirs
/// (``CostQuadrature``). Accepted step sizes count as constants.
/// For an implicit stage `kappa_i` is the solution of `(I - h a_ii (df/dy)^T) kappa_i` = that sum, with the derivative
/// where the stage came to rest: the gradient is exact but for the residual of Newton's iteration, which is round-off
/// here. The stages of an additive method are swept like others, each with the derivative of its part of the field.
/// Linearly implicit stages have a sweep of their own (`DiscreteAdjoint+Rosenbrock.swift`).
/// Methods of several steps do the same over the derivatives they remember (`DiscreteAdjoint+Multistep.swift`).
final class DiscreteAdjoint<Field: DifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  let integrator: Integrator<Field>
  private let rounds: ObservationRounds<Scalar>
  let costs: CostQuadrature<Field>
  let tableau: Tableau
  let stride: Int
  let rows: Int
  private let pitch: Int
  private let parts: Int
  private let carriedParts: Int
  /// `zeta_1 ... zeta_s`, `lambda` and the cotangent of the companion.
  let zeta: UnsafeMutablePointer<Scalar>
  let kappa: UnsafeMutablePointer<Scalar>
  /// What dense output adds to each stage's cotangent.
  let observed: UnsafeMutablePointer<Scalar>
  /// What later steps left for the derivative at the start of the step, if it is remembered.
  let left: UnsafeMutablePointer<Scalar>
  /// The cotangent of a blend.
  let blended: UnsafeMutablePointer<Scalar>
  private let direct: UnsafeMutablePointer<Scalar>
  private let gathered: UnsafeMutablePointer<Scalar>
  private let slots: UnsafeMutablePointer<Int32>
  /// The cotangents of the state, of its companion and of the remembered derivatives, `[part, rows, pitch]`, by sample.
  private let cotangent: UnsafeMutablePointer<Scalar>
  let timeRow: UnsafeMutablePointer<Scalar>
  let times: TimeCotangents<Scalar>
  /// What carries cotangents back through events; nil if there are none.
  private let events: EventSweep<Scalar>?
  /// Whether anything of the current step's dense output has a cotangent.
  private(set) var isObserved = false
  /// What linearly implicit stages take; nil for others.
  private let rosenbrock: RosenbrockAdjoint<Scalar>?

  init(
    integrator: Integrator<Field>, rounds: ObservationRounds<Scalar>, costs: CostQuadrature<Field>,
    timeCotangents: UnsafeMutablePointer<Double>, in arena: Arena
  ) {
    self.integrator = integrator
    self.rounds = rounds
    self.costs = costs
    tableau = integrator.options.method.tableau
    rows = integrator.rows
    pitch = integrator.capacity
    stride = integrator.stride
    parts = integrator.options.method.parts
    carriedParts = integrator.options.method.carriedParts
    zeta = arena.take(Scalar.self, (tableau.stages + parts) * stride)
    observed = arena.take(Scalar.self, tableau.stages * stride)
    kappa = arena.take(Scalar.self, stride)
    direct = arena.take(Scalar.self, stride)
    blended = arena.take(Scalar.self, tableau.blend == nil ? 0 : stride)
    left = arena.take(Scalar.self, integrator.multistep == nil ? 0 : stride)
    gathered = arena.take(Scalar.self, stride)
    cotangent = arena.take(Scalar.self, carriedParts * stride)
    slots = arena.take(Int32.self, pitch)
    timeRow = arena.take(Scalar.self, pitch)
    times = TimeCotangents(
      tableau: tableau, rows: rows, pitch: pitch, output: timeCotangents, in: arena)
    rosenbrock = RosenbrockAdjoint(field: integrator.field, pitch: pitch, tableau: tableau, in: arena)
    events = integrator.events.map { [rows, pitch] search in
      EventSweep(search: search, rows: rows, pitch: pitch, method: integrator.options.method, in: arena)
    }
  }

  /// Sweeps all steps in reverse, adds to `gradient` and writes the cotangent of the initial state.
  ///
  /// `recall` brings the steps back, `toStart` the cohort to the start of the solve; `atStep` is called with the
  /// cotangents of all that each step starts from, by sample.
  func sweep(
    _ recall: StepRecall<Field>, parameters: Vector<Scalar>, cotangents: UnsafePointer<Scalar>,
    gradient: MutableVector<Scalar>,
    initialCotangent: UnsafeMutablePointer<Scalar>, withTimes: Bool, toStart: () -> Void,
    atStep: (UnsafePointer<Scalar>) -> Void
  ) throws(SolverError) {
    // The time of an event that cuts a step is where the rest of the solve starts.
    let withTimes = withTimes || integrator.events?.plan.cutsSteps ?? false
    cotangent.update(repeating: 0, count: carriedParts * stride)
    if withTimes { times.begin() }
    events?.begin()
    try recall.sweep(parameters, toStart: toStart) { () throws(SolverError) in
      try pullBack(parameters: parameters, cotangents: cotangents, gradient: gradient, withTimes: withTimes)
      atStep(cotangent)
    }
    finishSweep(
      parameters: parameters, cotangents: cotangents, gradient: gradient, initialCotangent: initialCotangent,
      withTimes: withTimes, toStart: toStart)
  }

  /// Completes the gradient after the first step.
  private func finishSweep(
    parameters: Vector<Scalar>, cotangents: UnsafePointer<Scalar>, gradient: MutableVector<Scalar>,
    initialCotangent: UnsafeMutablePointer<Scalar>, withTimes: Bool, toStart: () -> Void
  ) {
    if integrator.carriesSlope {
      toStart()
      pullBackSlope(parameters, into: gradient, withTimes: withTimes)
    }
    initialCotangent.update(from: cotangent, count: stride)
    if integrator.hasCompanion && !integrator.carriesSlope {
      Scalar.add(initialCotangent, cotangent + stride, count: stride)
    }
    Scalar.add(initialCotangent, cotangents, count: stride)
    if withTimes { times.finish() }
  }

  /// Carries the cotangent of the companion that starts as `f(t_0, y_0)` over to the state, the parameters and the
  /// time.
  private func pullBackSlope(
    _ parameters: Vector<Scalar>, into gradient: MutableVector<Scalar>, withTimes: Bool
  ) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    let tape = integrator.bank(of: 0).pointee.firstTape
    integrator.forgetStages()
    let point = integrator.point(stage: 0, state: cohort.state, parameters: parameters)
    integrator.evaluate(point, into: kappa, tape: tape)
    take(part: 1, into: kappa) { _ in true }
    integrator.field.pullBack(
      point, tape: tape, cotangent: Columns(kappa, rows: rows, columns: columns),
      state: MutableColumns(zeta, rows: rows, columns: columns),
      time: withTimes ? MutableVector(timeRow, count: columns) : nil, into: gradient)
    integrator.statistics.vjps += 1
    take(part: 0, into: kappa) { _ in true }
    Scalar.add(kappa, zeta, count: rows * columns)
    put(kappa, part: 0) { _ in true }
    if withTimes { times.shiftStarts(timeRow, cohort: cohort) }
  }

  // MARK: One step

  /// Carries the cotangents over the accepted step the cohort stands at.
  private func pullBack(
    parameters: Vector<Scalar>, cotangents: UnsafePointer<Scalar>, gradient: MutableVector<Scalar>,
    withTimes: Bool
  ) throws(SolverError) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    let count = rows * columns
    let s = tableau.stages
    let lambda = zeta + s * stride
    for part in 0..<parts { take(part: part, into: lambda + part * stride) { cohort.step[$0] != 0 } }
    if integrator.restarts { foldSegments(into: lambda) }
    if let multistep = integrator.multistep { takeLeft(multistep.history) }
    Scalar.narrow(integrator.stepRow, from: cohort.step, count: columns)
    if rounds.landings(cohort, lands: integrator.lands) {
      gather(cotangents)
      Scalar.add(lambda, gathered, count: count)
    }
    if withTimes { times.enter(integrator) }
    isObserved = false
    while let events, events.next(integrator) {
      try observe(parameters)
      events.pullBack(lambda: lambda, integrator, times: times, parameters, into: gradient)
      pullBackRead(events.cotangent, events.reader)
      if withTimes { times.observe(events.cotangent, reader: events.reader, slots: nil, integrator: integrator) }
    }
    rounds.begin(cohort)
    while rounds.next(cohort, target: integrator.target) {
      try observe(parameters)
      gather(cotangents)
      pullBackRead(gathered, rounds.reader)
      if withTimes { times.observe(gathered, reader: rounds.reader, slots: rounds.slots.base, integrator: integrator) }
    }
    if let dense = costs.dense {
      try observe(parameters)
      for node in dense.nodes.indices {
        dense.pullBack(node, of: integrator, parameters, times: withTimes ? times : nil, into: gradient)
        pullBackRead(dense.cotangent.base, dense.reader)
      }
    }
    // Where nothing is observed, the stages of the error estimate and of dense output have no cotangent.
    let used = isObserved ? s : tableau.stepStages
    if !isObserved { try integrator.prepareStages(used, parameters) }

    let bank = integrator.bank(of: cohort.record).pointee
    let sums = isObserved ? integrator.plan.cotangents : integrator.plan.stepCotangents
    if let rosenbrock, let jacobian = integrator.jacobian {
      pullBackRosenbrock(
        rosenbrock, jacobian, sums: sums, parameters: parameters, gradient: gradient, withTimes: withTimes)
    } else {
      pullBackStages(
        0..<used, sums: sums, parameters: parameters, gradient: gradient, withTimes: withTimes)
    }
    if let multistep = integrator.multistep { leaveCotangents(multistep) }
    if withTimes { times.step(lambda: lambda, bank: bank, integrator: integrator, counts: rounds.counts.base) }

    let plan = integrator.plan
    var start = lambda
    if let pair = isObserved ? plan.pulledBackPair : plan.stepPulledBackPair {
      start = kappa
      Scalar.stageSum(
        start, base: nil, scale: nil, pair.state.terms(of: zeta, stride: stride), rows: rows, columns: columns)
      Scalar.stageSum(
        integrator.argument, base: nil, scale: nil, pair.companion.terms(of: zeta, stride: stride), rows: rows,
        columns: columns)
      put(integrator.argument, part: 1) { cohort.step[$0] != 0 }
    } else {
      let pulledBack = isObserved ? plan.pulledBack : plan.stepPulledBack
      Scalar.stageSum(
        lambda, base: lambda, scale: nil, pulledBack.terms(of: zeta, stride: stride), rows: rows, columns: columns)
    }
    if isObserved { Scalar.add(start, direct, count: count) }
    put(start, part: 0) { cohort.step[$0] != 0 }
  }

  /// Lets the companion's cotangent count for the state where a segment ends with the step.
  private func foldSegments(into lambda: UnsafeMutablePointer<Scalar>) {
    let cohort = integrator.cohort
    take(part: 1, into: gathered) { cohort.endsSegment[$0] != 0 }
    Scalar.add(lambda, gathered, count: rows * cohort.columns)
    take(part: 1, into: lambda + stride) { cohort.step[$0] != 0 && cohort.endsSegment[$0] == 0 }
  }

  /// Collects the cotangents of one part of the live columns that qualify, zero elsewhere.
  ///
  /// Part 0 is the state; from part 1 on follow its companion or the remembered derivatives.
  func take(part: Int, into out: UnsafeMutablePointer<Scalar>, where qualifies: (Int) -> Bool) {
    let cohort = integrator.cohort
    writeSlots(part, where: qualifies)
    Scalar.gatherColumns(
      out, columns: cohort.columns, from: cotangent, pitch: pitch, slots: slots, ids: cohort.ids, rows: rows)
  }

  /// Puts such cotangents back.
  func put(_ x: UnsafePointer<Scalar>, part: Int, where qualifies: (Int) -> Bool) {
    let cohort = integrator.cohort
    writeSlots(part, where: qualifies)
    Scalar.scatterColumns(
      cotangent, pitch: pitch, slots: slots, ids: cohort.ids, from: x, columns: cohort.columns, rows: rows)
  }

  private func writeSlots(_ part: Int, where qualifies: (Int) -> Bool) {
    let cohort = integrator.cohort
    for column in 0..<cohort.columns {
      slots[column] = column < cohort.live && qualifies(column) ? Int32(part) : -1
    }
  }

  /// Prepares for cotangents of this step's dense output.
  private func observe(_ parameters: Vector<Scalar>) throws(SolverError) {
    guard !isObserved else { return }
    try integrator.prepareStages(tableau.stages, parameters)
    observed.update(repeating: 0, count: tableau.stages * stride)
    direct.update(repeating: 0, count: rows * integrator.cohort.columns)
    isObserved = true
  }

  /// Hands the cotangents of states read off the dense output on to the stages and the start of the step.
  private func pullBackRead(_ cotangents: UnsafePointer<Scalar>, _ reader: DenseReader<Scalar>) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    Scalar.add(direct, cotangents, count: rows * columns)
    reader.writeWeights(cohort)
    for i in 0..<tableau.stages where tableau.dense[i].contains(where: { $0 != 0 }) {
      Scalar.columnWeightedSum(
        observed + i * stride, base: observed + i * stride, stages: cotangents, stride: stride, count: 1,
        weights: reader.weights + i * columns, rows: rows, columns: columns)
    }
    leave(cotangents, weights: reader.weights)
  }

  /// The observations' cotangents of this round, zero where a column has none.
  private func gather(_ cotangents: UnsafePointer<Scalar>) {
    Scalar.gatherColumns(
      gathered, columns: integrator.cohort.columns, from: cotangents, pitch: pitch, slots: rounds.slots.base,
      ids: integrator.cohort.ids, rows: rows)
  }
}
