import Kernels

/// Solves groups of initial value problems and differentiates them, in memory planned once.
///
/// Used as ``ForwardSolver``; for a gradient fill ``cotangents`` after ``solve(_:)`` and call ``gradient(_:into:)``.
/// After the first solve and gradient nothing is allocated.
public final class Solver<Field: DifferentiableVectorField> {
  /// The number type of the field.
  public typealias Scalar = Field.Scalar

  /// The gradient of the loss with respect to ``states``, same shape; zero where there is no observation.
  public let cotangents: MutableColumnStack<Scalar>
  /// The gradient with respect to ``initialState``, same shape, written by ``gradient(_:into:)``.
  public let initialCotangent: MutableColumns<Scalar>
  /// The gradient with respect to ``times``, same shape, written by ``gradient(_:into:)`` if
  /// ``computesTimeCotangents``.
  public let timeCotangents: MutableColumns<Double>
  /// Whether the gradient with respect to the times is wanted; default false.
  public var computesTimeCotangents = false

  /// How the byte budget is spent.
  public let plan: GradientBudget

  /// The way back.
  private enum Sweep {
    case none
    case discrete(DiscreteAdjoint<Field>, StepRestorer<Field>)
    case interpolated(InterpolatedAdjoint<Field>)
    case backsolve(Backsolve<Field>)
  }

  private let forward: ForwardSolver<Field>
  let costs: CostQuadrature<Field>
  /// Nil where the forward steps need not come back.
  let restorer: StepRestorer<Field>?
  private let sweep: Sweep

  /// How a solver made with the same arguments spends its byte budget; takes no memory.
  ///
  /// - Throws: ``SolverError`` as the initialiser.
  public static func plan(
    field: Field, options: SolveOptions, gradient: GradientMethod?, costs: [any RunningCost<Field>] = [], samples: Int,
    observations: Int, memory: Int, events: EventConfiguration<Scalar>? = nil
  ) throws(SolverError) -> GradientBudget {
    let method = options.method
    if case .backsolve(_, .full) = gradient, options.stepping == .sample { throw SolverError(kind: .invalid) }
    // Solved backward, what makes a field stiff grows instead of decaying.
    let isPlain = method.carriesNothing && !method.tableau.isImplicit
    guard events == nil || (costs.isEmpty && (gradient ?? .discrete) == .discrete) else {
      throw SolverError(kind: .events)
    }
    try options.check(field)
    try events?.check(method)
    let columns = Scalar.paddedColumns(samples)
    let slotBytes = Arena.bytes { arena in
      _ = GroupState<Scalar>(rows: field.stateCount, capacity: columns, method: method, in: arena)
    }
    let bufferBytes =
      Arena.bytes { arena in
        _ = StageBuffer<Scalar>(
          stages: method.tableau.stages, rows: field.stateCount, capacity: columns,
          tape: Integrator.stageTape(of: field, columns: columns, method: method), in: arena)
      } + Arena.bytes(UInt8.self, MemoryLayout<StageBuffer<Scalar>>.stride)
    switch gradient {
    case nil: break
    case .discrete: try method.checkDerivatives(of: field)
    case .backsolve, .interpolated: guard isPlain else { throw SolverError(kind: .gradientMethod) }
    case .reversible: guard method.isReversible else { throw SolverError(kind: .gradientMethod) }
    }
    let none = GradientBudget.fixed(0, bufferBytes: bufferBytes, snapshotBytes: slotBytes)
    let fixed = Arena.bytes { arena in
      _ = Solver(
        field: field, options: options, gradient: gradient, costs: costs, samples: samples,
        observations: observations, plan: none, events: events, in: arena)
    }
    switch gradient {
    case nil, .backsolve: return .fixed(fixed, bufferBytes: bufferBytes, snapshotBytes: slotBytes)
    case .discrete, .interpolated:
      return try .snapshots(within: memory, fixedBytes: fixed, bufferBytes: bufferBytes, snapshotBytes: slotBytes)
    case .reversible:
      let stateRows = method.parts * field.stateCount
      return try .reversible(
        within: memory, fixedBytes: fixed,
        leastJournal: StepJournal<Scalar>.entryBytes(spelled: samples, anchors: samples, rows: stateRows),
        journalStepBytes: StepJournal<Scalar>.stepBytes(
          samples: samples, rows: stateRows, segment: options.shortestSegment),
        bufferBytes: bufferBytes, snapshotBytes: slotBytes)
    }
  }

  /// Plans the memory for groups of up to `samples` samples with up to `observations` observations each.
  ///
  /// With `gradient` nil only ``solve(_:)`` may be called. `costs` are integrated along the solve and may enter the
  /// loss. With `events` the solve looks for them in every step, and the discrete gradient goes through them. `memory`
  /// is the byte budget of everything the solver holds; what the rest leaves goes to the steps of the discrete, the
  /// reversible and the interpolated gradient (``GradientBudget``).
  /// - Throws: ``SolverError`` of kind `memory` if the budget is too small, `gradientMethod` if the method has no such
  ///   gradient, `missingSecondDerivatives` for the discrete gradient of a linearly implicit
  ///   method with a field that is no ``TwiceDifferentiableVectorField``, `invalid` for a full adjoint norm with steps
  ///   of each sample's own, `events` for events with another gradient than the discrete one or with running costs, or
  ///   as ``ForwardSolver``.
  public convenience init(
    field: Field, options: SolveOptions, gradient: GradientMethod?, costs: [any RunningCost<Field>] = [], samples: Int,
    observations: Int, memory: Int, events: EventConfiguration<Scalar>? = nil
  ) throws(SolverError) {
    let plan = try Self.plan(
      field: field, options: options, gradient: gradient, costs: costs, samples: samples, observations: observations,
      memory: memory, events: events)
    self.init(
      field: field, options: options, gradient: gradient, costs: costs, samples: samples, observations: observations,
      plan: plan, events: events, in: Arena(capacity: plan.bytes))
  }

  /// Takes its memory, as much as the plan says, from an arena.
  private init(
    field: Field, options: SolveOptions, gradient: GradientMethod?, costs: [any RunningCost<Field>], samples: Int,
    observations: Int, plan: GradientBudget, events: EventConfiguration<Scalar>?, in arena: Arena
  ) {
    let (method, rows) = (options.method, field.stateCount)
    let columns = Scalar.paddedColumns(samples)
    self.plan = plan
    let forward = ForwardSolver(
      field: field, options: options, samples: samples, observations: observations, buffers: plan.wholeSteps,
      isRefined: gradient == .discrete || !costs.isEmpty, events: events, in: arena)
    self.forward = forward
    initialCotangent = arena.columns(Scalar.self, rows: rows, columns: columns)
    let timeCotangents = arena.columns(Double.self, rows: observations, columns: columns)
    cotangents = arena.stack(Scalar.self, count: observations, rows: rows, columns: columns)
    self.timeCotangents = timeCotangents
    let quadrature = CostQuadrature(costs, field: field, pitch: columns, method: method, in: arena)
    self.costs = quadrature
    let restorer = Self.makeRestorer(gradient, plan, forward, in: arena)
    self.restorer = restorer
    sweep =
      switch (gradient, restorer) {
      case (.discrete, let restorer?), (.reversible, let restorer?):
        .discrete(
          DiscreteAdjoint(
            integrator: forward.integrator, rounds: forward.rounds, costs: quadrature,
            timeCotangents: timeCotangents,
            in: arena), restorer)
      case (.interpolated, let restorer?):
        .interpolated(
          InterpolatedAdjoint(replay: restorer.replay, rounds: forward.rounds, costs: quadrature.terms, in: arena))
      case (.backsolve(let bound, let norm), _):
        .backsolve(
          Backsolve(
            forward: forward.integrator, rounds: forward.rounds, costs: quadrature.terms, bound: bound, norm: norm,
            in: arena))
      default: .none
      }
  }

  /// Makes what brings the steps of `forward` back; nil where the gradient does not need them.
  private static func makeRestorer(
    _ gradient: GradientMethod?, _ plan: GradientBudget, _ forward: ForwardSolver<Field>, in arena: Arena
  ) -> StepRestorer<Field>? {
    switch gradient {
    case nil, .backsolve: return nil
    case .discrete, .interpolated, .reversible: break
    }
    let integrator = forward.integrator
    let room = UnsafeMutableRawPointer(arena.take(UInt8.self, plan.roomBytes))
    let store = SnapshotStore(
      slots: plan.snapshots, slotBytes: plan.snapshotBytes,
      in: Arena(over: room + plan.snapshotOffset, capacity: plan.roomBytes - plan.snapshotOffset))
    var reconstruction: StepReconstruction<Field>?
    if case .reversible(let bound) = gradient {
      reconstruction = StepReconstruction(
        integrator: integrator, rounds: forward.rounds,
        journal: StepJournal(at: room, capacity: plan.journalBytes, pitch: forward.columns, in: arena), bound: bound,
        in: arena)
    }
    return StepRestorer(
      replay: StepReplay(integrator: integrator, rounds: forward.rounds, store: store), reconstruction: reconstruction)
  }

  // MARK: The problem and its solution

  /// The right-hand side.
  public var field: Field { forward.field }
  /// How it is solved.
  public var options: SolveOptions { forward.options }
  /// See ``ForwardSolver/columns``.
  public var columns: Int { forward.columns }
  /// See ``ForwardSolver/observations``.
  public var observations: Int { forward.observations }
  /// See ``ForwardSolver/samples``.
  public var samples: Int {
    get { forward.samples }
    set { forward.samples = newValue }
  }
  /// See ``ForwardSolver/initialState``.
  public var initialState: MutableColumns<Scalar> { forward.initialState }
  /// See ``ForwardSolver/times``.
  public var times: MutableColumns<Double> { forward.times }
  /// See ``ForwardSolver/counts``.
  public var counts: MutableVector<Int32> { forward.counts }
  /// See ``ForwardSolver/states``.
  public var states: MutableColumnStack<Scalar> { forward.states }
  /// See ``ForwardSolver/reached``.
  public var reached: MutableVector<Int32> { forward.reached }
  /// See ``ForwardSolver/events``; fill its cotangents, if the loss has any, between solve and gradient.
  public var events: EventLog<Scalar>? { forward.events }
  /// Whether events may end steps.
  var cutsSteps: Bool { forward.integrator.events?.plan.cutsSteps ?? false }
  /// See ``ForwardSolver/recording``.
  public var recording: DenseSolution<Scalar>? {
    get { forward.recording }
    set { forward.recording = newValue }
  }

  /// The integral of each running cost from a sample's first to its last time, `[costs, columns]`, written by
  /// ``solve(_:)``.
  ///
  /// Time that runs backward counts negatively, as in any integral.
  public var costValues: Columns<Double> { costs.terms.values.view }
  /// The gradient of the loss with respect to ``costValues``, same shape; to be filled before ``gradient(_:into:)``.
  public var costCotangents: MutableColumns<Double> { costs.terms.cotangents }

  /// Solves every sample from its first to its last observation time and writes ``states`` and ``costValues``.
  /// - Throws: ``SolverError`` with the sample, time, step and component where it failed.
  public func solve(_ parameters: Vector<Scalar>) throws(SolverError) -> SolveStatistics {
    try forward.solve(
      parameters,
      atStart: {
        restorer?.begin()
        costs.terms.begin()
      },
      atStep: { () throws(SolverError) in
        restorer?.note()
        guard !costs.terms.isEmpty else { return }
        try forward.integrator.prepareStages(costs.stages, parameters)
        costs.addStep(of: forward.integrator, parameters)
      })
    return complete(forward.integrator.statistics)
  }

  /// Whether a sample of the last solve was left out (``FailurePolicy/drop``); its states are then NaN.
  public func isDropped(_ sample: Int) -> Bool { forward.isDropped(sample) }

  /// Why the first sample of the last solve that was left out could not be solved; nil if none was.
  public var firstDrop: SolverError? { forward.firstDrop }

  /// Why there can be no gradient of the last solve: the journal of the steps to take back found no room in the byte
  /// budget; nil where there can.
  public var shortage: SolverError? { restorer?.overflow.map { .shortage(plan.budget(journal: $0)) } }

  /// Adds the gradient of the loss with respect to the parameters to `gradient`, and writes ``initialCotangent``.
  ///
  /// Call it after ``solve(_:)`` with the same parameters and with ``cotangents`` and ``costCotangents`` filled, zero
  /// for samples that were left out; once per solve. What fails only on the way back is an error whatever the
  /// ``FailurePolicy``.
  /// - Throws: ``SolverError`` as ``solve(_:)``, of kind `reconstruction` where a state is not taken
  ///   back within the bound, and `memory` where the journal of steps to take back finds no room.
  public func gradient(
    _ parameters: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) throws(SolverError) -> SolveStatistics {
    try self.gradient(parameters, into: gradient, atStep: { _ in })
  }

  /// Computes the gradient and calls `atStep` with the cotangents of all that each step starts from, the last step
  /// first; discrete.
  func gradient(
    _ parameters: Vector<Scalar>, into gradient: MutableVector<Scalar>,
    atStep: (ColumnStack<Scalar>) -> Void
  ) throws(SolverError) -> SolveStatistics {
    forward.integrator.statistics = SolveStatistics()
    if computesTimeCotangents { timeCotangents.fill(0) }
    guard samples > 0 else { return complete(SolveStatistics()) }
    let observed = ObservedStates(
      samples: samples, times: times.view, counts: forward.solvedCounts.view, states: states.view,
      cotangents: cotangents.view)
    let timeOutput = computesTimeCotangents ? timeCotangents : nil
    switch sweep {
    case .none: preconditionFailure("the solver was made without a gradient")
    case .discrete(let discrete, let restorer):
      if let shortage { throw shortage }
      try discrete.sweep(
        restorer, parameters: parameters, cotangents: cotangents.view, gradient: gradient,
        initialCotangent: initialCotangent, withTimes: computesTimeCotangents, toStart: { forward.toStart() },
        atStep: atStep)
      return complete(forward.integrator.statistics)
    case .interpolated(let interpolated):
      try interpolated.sweep(
        observed, parameters: parameters, gradient: gradient, initialCotangent: initialCotangent,
        timeCotangents: timeOutput)
      var statistics = forward.integrator.statistics
      statistics += interpolated.statistics
      return complete(statistics)
    case .backsolve(let backsolve):
      try backsolve.sweep(
        observed, parameters: parameters, gradient: gradient, initialCotangent: initialCotangent,
        timeCotangents: timeOutput)
      return complete(backsolve.statistics)
    }
  }

  private func complete(_ statistics: SolveStatistics) -> SolveStatistics {
    var statistics = statistics
    // Planned memory that no step has touched is not backed by the system. A journal may touch what snapshots have.
    let steps = restorer.map { $0.peakSlots * plan.snapshotBytes + $0.peakJournalBytes } ?? 0
    statistics.peakBytes =
      plan.fixedBytes + (forward.integrator.peakBuffers - GradientBudget.leastBuffers) * plan.bufferBytes
      + min(steps, plan.roomBytes)
    return statistics
  }
}
