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
  private let rounds: ObservationBatches<Scalar>
  let costs: CostQuadrature<Field>
  let tableau: Tableau
  let rows: Int
  private let parts: Int
  /// Whether the auxiliary state is the first stage, whether segments set it to the state anew.
  ///
  /// And whether there are stages that are carried or partitioned, not evaluated.
  private let carriesDerivative: Bool
  private let restarts: Bool
  let addsToStages: Bool
  /// `zeta_1 ... zeta_s`, `lambda` and the cotangent of the auxiliary state.
  let zetas: MutableColumnStack<Scalar>
  let kappa: MutableColumns<Scalar>
  /// What dense output adds to each stage's cotangent.
  let observed: MutableColumnStack<Scalar>
  /// What later steps left for the derivative at the start of the step, if it is remembered.
  let left: MutableColumns<Scalar>
  /// The cotangent of a partition.
  let partitioned: MutableColumns<Scalar>
  private let direct: MutableColumns<Scalar>
  private let gathered: MutableColumns<Scalar>
  private let slots: MutableVector<Int32>
  /// The cotangents of the state, of its auxiliary state and of the remembered derivatives, `[part, rows, pitch]`, by
  /// sample.
  private let cotangent: MutableColumnStack<Scalar>
  private let timeRow: MutableVector<Scalar>
  let times: TimeCotangents<Scalar>
  /// What carries cotangents back through events; nil if there are none.
  private let events: EventSweep<Scalar>?
  /// Whether anything of the current step's dense output has a cotangent.
  private(set) var isObserved = false
  /// What linearly implicit stages take; nil for others.
  private let rosenbrock: RosenbrockAdjoint<Scalar>?

  init(
    integrator: Integrator<Field>, rounds: ObservationBatches<Scalar>, costs: CostQuadrature<Field>,
    timeCotangents: MutableColumns<Double>, in arena: Arena
  ) {
    self.integrator = integrator
    self.rounds = rounds
    self.costs = costs
    let method = integrator.options.method
    let (rows, pitch, tableau) = (integrator.rows, integrator.capacity, method.tableau)
    self.tableau = tableau
    self.rows = rows
    parts = method.parts
    let carried = integrator.stepper.carried
    carriesDerivative = carried?.carriesDerivative ?? false
    restarts = carried?.restarts ?? false
    addsToStages = carried?.addsToStages ?? false
    func states(if isUsed: Bool = true) -> MutableColumns<Scalar> {
      arena.columns(Scalar.self, rows: isUsed ? rows : 0, columns: pitch)
    }
    zetas = arena.stack(Scalar.self, count: tableau.stages + parts, rows: rows, columns: pitch)
    observed = arena.stack(Scalar.self, count: tableau.stages, rows: rows, columns: pitch)
    kappa = states()
    direct = states()
    partitioned = states(if: tableau.partition != nil)
    left = states(if: integrator.stepper.multistep != nil)
    gathered = states()
    cotangent = arena.stack(Scalar.self, count: method.carriedParts, rows: rows, columns: pitch)
    slots = arena.vector(Int32.self, pitch)
    timeRow = arena.vector(Scalar.self, pitch)
    times = TimeCotangents(tableau: tableau, rows: rows, output: timeCotangents, in: arena)
    rosenbrock = RosenbrockAdjoint(field: integrator.field, pitch: pitch, tableau: tableau, in: arena)
    events = integrator.events.map { search in
      EventSweep(search: search, rows: rows, pitch: pitch, method: method, in: arena)
    }
  }

  /// Sweeps all steps in reverse, adds to `gradient` and writes the cotangent of the initial state.
  ///
  /// `restorer` brings the steps back, `toStart` the group to the start of the solve; `atStep` is called with the
  /// cotangents of all that each step starts from, by sample.
  func sweep(
    _ restorer: StepRestorer<Field>, parameters: Vector<Scalar>, cotangents: ColumnStack<Scalar>,
    gradient: MutableVector<Scalar>, initialCotangent: MutableColumns<Scalar>, withTimes: Bool, toStart: () -> Void,
    atStep: (ColumnStack<Scalar>) -> Void
  ) throws(SolverError) {
    // The time of an event that cuts a step is where the rest of the solve starts.
    let withTimes = withTimes || integrator.events?.plan.cutsSteps ?? false
    cotangent.values.fill(0)
    if withTimes { times.begin() }
    events?.begin()
    try restorer.sweep(parameters, toStart: toStart) { () throws(SolverError) in
      try pullBack(parameters: parameters, cotangents: cotangents, gradient: gradient, withTimes: withTimes)
      atStep(cotangent.view)
    }
    if carriesDerivative {
      toStart()
      pullBackDerivative(parameters, into: gradient, withTimes: withTimes)
    }
    initialCotangent.copy(cotangent[0])
    if parts > 1 && !carriesDerivative { Scalar.add(initialCotangent, cotangent[1].view) }
    Scalar.add(initialCotangent, cotangents[0])
    if withTimes { times.finish() }
  }

  /// Carries the cotangent of the auxiliary state that starts as `f(t_0, y_0)` over to the state, the parameters and
  /// the time.
  private func pullBackDerivative(
    _ parameters: Vector<Scalar>, into gradient: MutableVector<Scalar>, withTimes: Bool
  ) {
    let group = integrator.group
    let (kappa, zeta, time) = (kappa.packed(columns: group.columns), zeta(0), time(if: withTimes))
    let tape = integrator.buffer(of: 0).pointee.firstTape
    integrator.forgetStages()
    let point = integrator.point(stage: 0, state: integrator.state.view, parameters: parameters)
    integrator.evaluate(point, into: kappa, tape: tape)
    take(part: 1, into: kappa) { _ in true }
    integrator.field.pullBack(point, tape: tape, cotangent: kappa.view, state: zeta, time: time, into: gradient)
    integrator.statistics.vjps += 1
    take(part: 0, into: kappa) { _ in true }
    Scalar.add(kappa, zeta.view)
    put(kappa.view, part: 0) { _ in true }
    if let time { times.shiftStarts(time.view, group: group) }
  }

  /// `zeta_i`, or behind the stages' a cotangent of the step's end, in the columns in use.
  func zeta(_ i: Int) -> MutableColumns<Scalar> { zetas[i].packed(columns: integrator.group.columns) }

  /// Where a time's cotangents are written if they are wanted, in the columns in use.
  func time(if isWanted: Bool) -> MutableVector<Scalar>? {
    isWanted ? timeRow.first(integrator.group.columns) : nil
  }

  /// Where stages are evaluated, in the columns in use.
  var argument: MutableColumns<Scalar> { integrator.argument }

  /// The step of each column.
  var stepRow: Vector<Scalar> { integrator.stepRow.view }

  // MARK: One step

  /// Carries the cotangents over the accepted step the group stands at.
  private func pullBack(
    parameters: Vector<Scalar>, cotangents: ColumnStack<Scalar>, gradient: MutableVector<Scalar>, withTimes: Bool
  ) throws(SolverError) {
    let group = integrator.group
    let s = tableau.stages
    let lambda = zeta(s)
    for part in 0..<parts { take(part: part, into: zeta(s + part)) { group.step[$0] != 0 } }
    if restarts { foldSegments(into: lambda) }
    if let multistep = integrator.stepper.multistep { takeLeft(multistep.history) }
    Scalar.narrow(integrator.stepRow, from: group.step.first(group.columns).view)
    if rounds.landings(group, lands: integrator.lands) { Scalar.add(lambda, gather(cotangents)) }
    if withTimes { times.enter(integrator) }
    isObserved = false
    try pullBackReadings(
      lambda, parameters: parameters, cotangents: cotangents, gradient: gradient, withTimes: withTimes)
    // Where nothing is observed, the stages of the error estimate and of dense output have no cotangent.
    let used = isObserved ? s : tableau.stepStages
    if !isObserved { try integrator.prepareStages(used, parameters) }

    let buffer = integrator.buffer(of: group.stepIndex).pointee
    let sums = isObserved ? integrator.plan.cotangents : integrator.plan.stepCotangents
    if let rosenbrock, let jacobian = integrator.stepper.jacobian {
      pullBackRosenbrock(
        rosenbrock, jacobian, sums: sums, parameters: parameters, gradient: gradient, withTimes: withTimes)
    } else {
      pullBackStages(
        0..<used, sums: sums, parameters: parameters, gradient: gradient, withTimes: withTimes)
    }
    if let multistep = integrator.stepper.multistep { leaveCotangents(multistep) }
    if withTimes {
      times.step(
        lambda: lambda.view, auxiliary: parts > 1 ? zeta(s + 1).view : nil, buffer: buffer, integrator: integrator,
        counts: rounds.counts)
    }
    pullBackStart(lambda)
  }

  /// Carries the cotangents of all that is read off the step's dense output over to its stages and its start.
  private func pullBackReadings(
    _ lambda: MutableColumns<Scalar>, parameters: Vector<Scalar>, cotangents: ColumnStack<Scalar>,
    gradient: MutableVector<Scalar>, withTimes: Bool
  ) throws(SolverError) {
    let group = integrator.group
    while let events, events.next(integrator) {
      try observe(parameters)
      events.pullBack(lambda: lambda, integrator, times: times, parameters, into: gradient)
      let cotangent = events.cotangent.packed(columns: group.columns).view
      pullBackRead(cotangent, events.reader)
      if withTimes { times.observe(cotangent, reader: events.reader, slots: nil, integrator: integrator) }
    }
    rounds.begin(group)
    while rounds.next(group, target: integrator.target) {
      try observe(parameters)
      let cotangent = gather(cotangents)
      pullBackRead(cotangent, rounds.reader)
      if withTimes {
        times.observe(cotangent, reader: rounds.reader, slots: rounds.slots.view, integrator: integrator)
      }
    }
    guard let dense = costs.dense else { return }
    try observe(parameters)
    for node in dense.nodes.indices {
      dense.pullBack(node, of: integrator, parameters, times: withTimes ? times : nil, into: gradient)
      pullBackRead(dense.cotangent.packed(columns: group.columns).view, dense.reader)
    }
  }

  /// Leaves the cotangents of the state at the step's start and of its auxiliary state for the step before.
  private func pullBackStart(_ lambda: MutableColumns<Scalar>) {
    let group = integrator.group
    let plan = integrator.plan
    var start = lambda
    if let pair = isObserved ? plan.pulledBackPair : plan.stepPulledBackPair {
      start = kappa.packed(columns: group.columns)
      Scalar.stageSum(start, base: nil, scale: nil, terms(pair.state))
      Scalar.stageSum(argument, base: nil, scale: nil, terms(pair.auxiliary))
      put(argument.view, part: 1) { group.step[$0] != 0 }
    } else {
      let pulledBack = isObserved ? plan.pulledBack : plan.stepPulledBack
      Scalar.stageSum(lambda, base: lambda.view, scale: nil, terms(pulledBack))
    }
    if isObserved { Scalar.add(start, direct.packed(columns: group.columns).view) }
    put(start.view, part: 0) { group.step[$0] != 0 }
  }

  /// A sum over `zeta` and the cotangents of the step's end.
  func terms(_ sum: CompiledTableau<Scalar>.Sum) -> StageTerms<Scalar> {
    sum.terms(of: zetas)
  }

  /// Lets the companion's cotangent count for the state where a segment ends with the step.
  private func foldSegments(into lambda: MutableColumns<Scalar>) {
    let group = integrator.group
    let gathered = gathered.packed(columns: group.columns)
    take(part: 1, into: gathered) { group.endsSegment[$0] != 0 }
    Scalar.add(lambda, gathered.view)
    take(part: 1, into: zeta(tableau.stages + 1)) { group.step[$0] != 0 && group.endsSegment[$0] == 0 }
  }

  /// Collects the cotangents of one part of the live columns that qualify, zero elsewhere.
  ///
  /// Part 0 is the state; from part 1 on follow its auxiliary state or the remembered derivatives.
  func take(part: Int, into out: MutableColumns<Scalar>, where qualifies: (Int) -> Bool) {
    writeSlots(part, where: qualifies)
    Scalar.gatherColumns(
      out, from: cotangent.view, slots: slots.view, ids: integrator.group.ids.view)
  }

  /// Puts such cotangents back.
  func put(_ x: Columns<Scalar>, part: Int, where qualifies: (Int) -> Bool) {
    writeSlots(part, where: qualifies)
    Scalar.scatterColumns(
      cotangent, slots: slots.view, ids: integrator.group.ids.view, from: x)
  }

  private func writeSlots(_ part: Int, where qualifies: (Int) -> Bool) {
    let group = integrator.group
    for column in 0..<group.columns {
      slots[column] = column < group.live && qualifies(column) ? Int32(part) : -1
    }
  }

  /// Prepares for cotangents of this step's dense output.
  private func observe(_ parameters: Vector<Scalar>) throws(SolverError) {
    guard !isObserved else { return }
    try integrator.prepareStages(tableau.stages, parameters)
    observed.values.fill(0)
    direct.packed(columns: integrator.group.columns).fill(0)
    isObserved = true
  }

  /// Hands the cotangents of states read off the dense output on to the stages and the start of the step.
  private func pullBackRead(_ cotangents: Columns<Scalar>, _ reader: DenseReader<Scalar>) {
    let columns = cotangents.columns
    Scalar.add(direct.packed(columns: columns), cotangents)
    let weights = reader.writeWeights(integrator.group)
    for i in 0..<tableau.stages where tableau.dense[i].contains(where: { $0 != 0 }) {
      let observed = observed[i].packed(columns: columns)
      Scalar.columnWeightedSum(
        observed, base: observed.view, stages: ColumnStack(cotangents), weights: weights.rows(i..<i + 1))
    }
    leave(cotangents, weights: weights)
  }

  /// The observations' cotangents of this round, zero where a column has none.
  private func gather(_ cotangents: ColumnStack<Scalar>) -> Columns<Scalar> {
    let gathered = gathered.packed(columns: integrator.group.columns)
    Scalar.gatherColumns(
      gathered, from: cotangents, slots: rounds.slots.view,
      ids: integrator.group.ids.view)
    return gathered.view
  }
}
