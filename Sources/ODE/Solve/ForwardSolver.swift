import Kernels

/// Solves groups of initial value problems in memory planned once.
///
/// A group is up to `samples` problems with the same field and parameters, each with its own initial state and
/// observation times. Fill ``initialState``, ``times`` and ``counts``, set ``samples``, call ``solve(_:)`` and read
/// ``states``. Arrays have one column per sample and pitch ``columns``; columns from `samples` on are padding that is
/// neither read nor written. After the first solve nothing is allocated. ``Solver`` differentiates as well.
public final class ForwardSolver<Field: VectorField> {
  /// The number type of the field.
  public typealias Scalar = Field.Scalar

  /// The right-hand side.
  public let field: Field
  /// How it is solved.
  public let options: SolveOptions
  /// The pitch of every array: the largest number of samples, rounded up to whole lanes.
  public let columns: Int
  /// The most observations a sample may have.
  public let observations: Int
  /// The number of samples of the group at hand; at most the number the solver was made for.
  public var samples: Int
  /// The states at the start, `[stateCount, columns]`.
  public let initialState: MutableColumns<Scalar>
  /// The observation times, `[observations, columns]`, strictly monotone; the first is the start, a sample's last its
  /// end.
  public let times: MutableColumns<Double>
  /// How many observations each sample has, `[columns]`; at least 1.
  public let counts: MutableVector<Int32>
  /// The solution at the observation times, `[observations, stateCount, columns]`; unwritten beyond a sample's count.
  public let states: MutableColumnStack<Scalar>

  /// Why the first sample of the last solve that was left out could not be solved; nil if none was.
  public private(set) var firstDrop: SolverError?
  /// The samples' counts of observations, 1 for those left out: of these only the start is known.
  let solvedCounts: MutableVector<Int32>
  /// How many observations of each sample were reached, `[columns]`; fewer than ``counts`` where an event ended its
  /// solve.
  public let reached: MutableVector<Int32>
  /// Takes down every accepted step, so that the solution can be read at any time afterwards; default nil.
  public var recording: DenseSolution<Scalar>?

  let integrator: Integrator<Field>
  let rounds: ObservationBatches<Scalar>
  private let arena: Arena
  private let capacity: Int
  private let slots: MutableVector<Int32>
  private let drops: MutableVector<Int32>

  /// Plans the memory for groups of up to `samples` samples with up to `observations` observations each.
  ///
  /// With `events` the solve looks for them in every step.
  /// - Throws: ``SolverError`` of kind `options` if the options contradict each other or the field, `oddState` for a
  ///   partitioned method and a state without halves, `missingDerivatives` for an implicit method of a field that is no
  ///   ``DifferentiableVectorField``, `missingSplit` for an additive method of a field that names no stiff part,
  ///   `events` for events that end a step or let the state jump with a method that carries an auxiliary state.
  public convenience init(
    field: Field, options: SolveOptions, samples: Int, observations: Int, events: EventConfiguration<Scalar>? = nil
  ) throws(SolverError) {
    try options.check(field)
    try events?.check(options.method)
    let bytes = Arena.bytes { arena in
      _ = ForwardSolver(
        field: field, options: options, samples: samples, observations: observations,
        buffers: GradientBudget.leastBuffers,
        events: events, in: arena)
    }
    self.init(
      field: field, options: options, samples: samples, observations: observations,
      buffers: GradientBudget.leastBuffers,
      events: events, in: Arena(capacity: bytes))
  }

  /// Takes its memory from an arena.
  ///
  /// `isRefined` if a gradient will be taken or costs are integrated (``NewtonIteration``).
  init(
    field: Field, options: SolveOptions, samples: Int, observations: Int, buffers: Int, isRefined: Bool = false,
    events: EventConfiguration<Scalar>?,
    in arena: Arena
  ) {
    self.field = field
    self.options = options
    self.observations = observations
    self.samples = samples
    self.arena = arena
    capacity = samples
    columns = Scalar.paddedColumns(samples)
    initialState = arena.columns(Scalar.self, rows: field.stateCount, columns: columns)
    times = arena.columns(Double.self, rows: observations, columns: columns)
    counts = arena.vector(Int32.self, columns)
    reached = arena.vector(Int32.self, columns)
    slots = arena.vector(Int32.self, columns)
    drops = arena.vector(Int32.self, columns)
    solvedCounts = arena.vector(Int32.self, columns)
    states = arena.stack(Scalar.self, count: observations, rows: field.stateCount, columns: columns)
    rounds = ObservationBatches(times: times.view, counts: counts.view, method: options.method, in: arena)
    let search = events.map { [columns] plan in
      EventSearch(plan: plan, rows: field.stateCount, pitch: columns, method: options.method, in: arena)
    }
    integrator = Integrator(
      field: field, options: options, capacity: columns, buffers: buffers, events: search, isRefined: isRefined,
      in: arena)
  }

  /// The events of the last solve; nil if none were looked for.
  public var events: EventLog<Scalar>? { integrator.events?.book }

  /// Solves every sample from its first to its last observation time, or to an event that ends it, and writes
  /// ``states``.
  ///
  /// The states of samples that were left out (``FailurePolicy/drop``) are NaN.
  /// - Throws: ``SolverError`` with the sample, time, step and component where it failed.
  public func solve(_ parameters: Vector<Scalar>) throws(SolverError) -> SolveStatistics {
    try solve(parameters, atStart: {}, atStep: {})
    return integrator.statistics
  }

  /// Whether a sample of the last solve was left out.
  public func isDropped(_ sample: Int) -> Bool { drops[sample] != 0 }

  /// Solves and calls `atStart` whenever it starts (again), and `atStep` at every accepted step before it is committed.
  func solve(
    _ parameters: Vector<Scalar>, atStart: () -> Void, atStep: () throws(SolverError) -> Void
  ) throws(SolverError) {
    precondition(samples >= 0 && samples <= capacity, "more samples than the solver was made for")
    integrator.statistics = SolveStatistics()
    firstDrop = nil
    drops.fill(0)
    solvedCounts.copy(counts)
    atStart()
    guard samples > 0 else { return }
    try checkTimes()
    while true {
      do throws(SolverError) {
        return try attempt(parameters, atStep)
      } catch {
        guard options.onFailure == .drop, error.kind.isOfOneSample, let sample = error.sample else { throw error }
        drop(sample, error)
        atStart()
      }
    }
  }

  private func attempt(
    _ parameters: Vector<Scalar>, _ atStep: () throws(SolverError) -> Void
  ) throws(SolverError) {
    let group = integrator.group
    toStart()
    reached.copy(solvedCounts)
    integrator.events?.book.clear()
    integrator.events?.isNoting = true
    recording?.begin(method: options.method, rows: field.stateCount)
    try integrator.start(parameters)
    while !integrator.isDone {
      try integrator.stepUntilAccepted(parameters)
      try atStep()
      try readOff(group, parameters)
      if let recording {
        try integrator.prepareStages(options.method.tableau.stages, parameters)
        recording.record(integrator)
      }
      integrator.commit()
    }
    integrator.events?.isNoting = false
    recording?.finish(samples: samples)
  }

  /// Leaves out the sample that failed, or all that ran out of steps of their own.
  private func drop(_ sample: Int, _ error: SolverError) {
    firstDrop = firstDrop ?? error
    drops[sample] = 1
    let group = integrator.group
    if error.kind == .stepLimit && integrator.stepsAlone {
      for column in 0..<group.live where group.isActive(column) { drops[Int(group.ids[column])] = 1 }
    }
    integrator.statistics.dropped = 0
    for sample in 0..<samples where drops[sample] != 0 {
      integrator.statistics.dropped += 1
      solvedCounts[sample] = 1
    }
  }

  private func checkTimes() throws(SolverError) {
    for sample in 0..<samples {
      let count = Int(counts[sample])
      precondition(count >= 1 && count <= observations, "a sample has between 1 and `observations` observations")
      let direction = count > 1 ? rounds.elapsed(1, sample) : 1
      for k in 0..<count {
        let advance = k == 0 ? direction : rounds.elapsed(k, sample) - rounds.elapsed(k - 1, sample)
        guard advance.isFinite, advance * direction > 0 else {
          var error = SolverError(kind: .invalid, sample: sample)
          error.time = times[k, sample]
          throw error
        }
      }
    }
  }

  /// Brings the group to the start of the solve; auxiliary states apart.
  func toStart() {
    let group = integrator.group
    var live = 0
    for sample in 0..<samples where drops[sample] == 0 {
      group.assign(
        live, sample: sample, origin: times[0, sample], from: 0, to: rounds.elapsed(Int(counts[sample]) - 1, sample))
      live += 1
    }
    group.live = live
    group.columns = Scalar.paddedColumns(live)
    group.pad()
    slots.fill(0)
    Scalar.gatherColumns(
      integrator.state, from: ColumnStack(initialState.view), slots: slots.view, ids: group.ids.view)
    states[0].copy(initialState)
    for sample in 0..<samples where drops[sample] != 0 {
      for k in 0..<observations {
        for row in 0..<field.stateCount { states[k][row, sample] = .nan }
      }
    }
  }

  /// Writes the observations that lie within the accepted step.
  private func readOff(_ group: GroupState<Scalar>, _ parameters: Vector<Scalar>) throws(SolverError) {
    rounds.begin(group)
    while rounds.next(group, target: integrator.target) {
      try integrator.prepareStages(options.method.tableau.stages, parameters)
      let read = integrator.scratch.rows(0..<field.stateCount)
      rounds.reader.read(into: read, integrator)
      // Stages that serve dense output alone have not been judged with the step.
      if !Scalar.allFinite(read.view) {
        let failing = (0..<group.live).first { rounds.slots[$0] >= 0 && !read.view.isFinite($0) }
        if let failing { throw integrator.failure(.nonFinite, column: failing, values: read.view) }
      }
      Scalar.scatterColumns(states, slots: rounds.slots.view, ids: group.ids.view, from: read.view)
    }
    rounds.finish(group)
    for column in 0..<group.live where integrator.terminates(column) {
      reached[Int(group.ids[column])] = group.cursor[column]
    }
    if rounds.landings(group, lands: integrator.lands) {
      Scalar.scatterColumns(
        states, slots: rounds.slots.view, ids: group.ids.view,
        from: integrator.next.rows(0..<field.stateCount).view)
    }
  }
}
