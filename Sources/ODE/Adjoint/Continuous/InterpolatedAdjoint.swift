import Kernels

/// The continuous adjoint along the stored forward solution: the state is read from the dense output of the forward
/// steps.
///
/// The forward steps come back in reverse (``StepReplay``), so that memory keeps to the byte budget, and the adjoint is
/// solved across each of them with its own error control, from observation to observation. It never steps over the end
/// of a forward step, where the dense output has a corner that would spoil its order. Nothing is reconstructed, so that
/// problems whose states decay are as good as any; the parameters' quadrature takes no part in the error norm.
final class InterpolatedAdjoint<Field: DifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  private let replay: StepReplay<Field>
  private let rounds: ObservationBatches<Scalar>
  private let integrator: Integrator<InterpolatedField<Field>>
  private let path: StepInterpolant<Scalar>
  private let quadrature: AdjointQuadrature<Scalar>
  private let times: ObservationTimes<Field>
  /// The cotangent, `[rows, pitch]` by sample; the same by the forward solve's columns; what observations add to it.
  private let cotangent: MutableColumns<Scalar>
  private let lambda: MutableColumns<Scalar>
  private let gathered: MutableColumns<Scalar>
  private let slots: MutableVector<Int32>
  /// By forward column: the observation that is met next on the way back, and the time elapsed that is reached.
  private let position: MutableVector<Int32>
  private let reached: MutableVector<Double>
  /// The forward column of each adjoint column.
  private let places: MutableVector<Int32>

  init(replay: StepReplay<Field>, rounds: ObservationBatches<Scalar>, costs: CostTerms<Field>, in arena: Arena) {
    self.replay = replay
    self.rounds = rounds
    let forward = replay.integrator
    let (rows, pitch) = (forward.rows, forward.capacity)
    let columns = AdjointColumns(of: forward)
    let equation = AdjointEquation(field: forward.field, costs: costs, columns: columns)
    path = StepInterpolant(tableau: forward.options.method.tableau, rows: rows, pitch: pitch, in: arena)
    integrator = Integrator(
      field: InterpolatedField(equation: equation, path: path), options: forward.options, capacity: pitch, buffers: 2,
      compacts: false, in: arena)
    columns.attach(to: integrator)
    quadrature = AdjointQuadrature(pitch: pitch, in: arena)
    times = ObservationTimes(equation, pitch: pitch, in: arena)
    cotangent = arena.columns(Scalar.self, rows: rows, columns: pitch)
    lambda = arena.columns(Scalar.self, rows: rows, columns: pitch)
    gathered = arena.columns(Scalar.self, rows: rows, columns: pitch)
    slots = arena.vector(Int32.self, pitch)
    position = arena.vector(Int32.self, pitch)
    places = arena.vector(Int32.self, pitch)
    reached = arena.vector(Double.self, pitch)
  }

  /// What the last sweep cost besides the replays, which the forward integrator counts.
  private(set) var statistics = SolveStatistics()

  /// Solves the adjoint from the last step to the first, adds to `gradient` and writes the initial cotangent.
  func sweep(
    _ problem: ObservedStates<Scalar>, parameters: Vector<Scalar>, gradient: MutableVector<Scalar>,
    initialCotangent: MutableColumns<Scalar>, timeCotangents: MutableColumns<Double>?
  ) throws(SolverError) {
    integrator.statistics = SolveStatistics()
    cotangent.fill(0)
    try replay.sweep(parameters) { () throws(SolverError) in try pullBack(problem, parameters, into: gradient) }
    statistics = integrator.statistics
    statistics.add(integrator.field.equation.products, count: statistics.evaluations)
    if let timeCotangents {
      statistics += times.book(problem, start: cotangent.view, parameters, into: timeCotangents)
    }
    initialCotangent.copy(cotangent)
    Scalar.add(initialCotangent, problem.cotangents[0])
  }

  /// Carries the cotangents of the columns that moved with the step at hand from its end to its start.
  private func pullBack(
    _ problem: ObservedStates<Scalar>, _ parameters: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) throws(SolverError) {
    let forward = replay.integrator
    let group = forward.group
    try forward.prepareStages(forward.options.method.tableau.stages, parameters)
    let lambda = lambda.packed(columns: group.columns)
    let ids = group.ids.view
    for column in 0..<group.columns { slots[column] = column < group.live ? 0 : -1 }
    Scalar.gatherColumns(lambda, from: ColumnStack(cotangent.view), slots: slots.view, ids: ids)
    if rounds.landings(group, lands: forward.lands) { add(problem.cotangents, slots: rounds.slots.view) }
    findObservations(problem)
    repeat { try solveStretch(problem, parameters, into: gradient) } while meetObservations(problem)
    for column in 0..<group.columns { slots[column] = column < group.live ? 0 : -1 }
    Scalar.scatterColumns(MutableColumnStack(cotangent), slots: slots.view, ids: ids, from: lambda.view)
  }

  /// Sets every column to the end of its step and to the last observation within.
  private func findObservations(_ problem: ObservedStates<Scalar>) {
    let forward = replay.integrator
    let group = forward.group
    for column in 0..<group.live {
      let step = group.step[column]
      let sample = Int(group.ids[column])
      var k = group.cursor[column]
      let target = step == 0 ? group.time[column] : forward.target(column)
      reached[column] = target
      while step != 0, k < problem.counts[sample] - 1,
        step > 0 ? rounds.elapsed(Int(k), sample) <= target : rounds.elapsed(Int(k), sample) >= target
      { k += 1 }
      position[column] = k - 1
    }
  }

  /// Whether the observation that a column meets next lies within the step at hand.
  private func isWithin(_ column: Int) -> Bool { position[column] >= replay.integrator.group.cursor[column] }

  /// Solves every column back to its next observation or to the start of its step.
  private func solveStretch(
    _ problem: ObservedStates<Scalar>, _ parameters: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) throws(SolverError) {
    let forward = replay.integrator.group
    let group = integrator.group
    var live = 0
    for column in 0..<forward.live {
      let sample = Int(forward.ids[column])
      let end = isWithin(column) ? rounds.elapsed(Int(position[column]), sample) : forward.time[column]
      guard end != reached[column] else { continue }
      places[live] = Int32(column)
      group.assign(live, sample: sample, origin: forward.origin[column], from: reached[column], to: end)
      reached[column] = end
      live += 1
    }
    guard live > 0 else { return }
    group.live = live
    group.columns = Scalar.paddedColumns(live)
    group.pad()
    let columns = group.columns
    for column in live..<columns { places[column] = places[0] }
    let places = places.first(columns).view
    path.take(replay.integrator, places: places)
    let lambda = lambda.packed(columns: forward.columns)
    let state = integrator.state
    slots.first(columns).fill(0)
    Scalar.gatherColumns(state, from: ColumnStack(lambda.view), slots: slots.view, ids: places)
    // The forward controller found the step short enough for the state; it is tried whole.
    try integrator.start(parameters, trial: .infinity)
    while !integrator.isDone {
      try integrator.stepUntilAccepted(parameters)
      try integrator.prepareStages(integrator.options.method.tableau.stepStages, parameters)
      quadrature.add(integrator.options.method.tableau.b, of: integrator, parameters, into: gradient)
      integrator.commit()
    }
    for column in 0..<columns { slots[column] = column < live ? 0 : -1 }
    Scalar.scatterColumns(MutableColumnStack(lambda), slots: slots.view, ids: places, from: state.view)
  }

  /// Adds the cotangents of the observations reached; true if there were any, so that a way is left.
  private func meetObservations(_ problem: ObservedStates<Scalar>) -> Bool {
    let group = replay.integrator.group
    var found = false
    for column in 0..<group.columns {
      slots[column] = column < group.live && isWithin(column) ? position[column] : -1
      if slots[column] < 0 { continue }
      position[column] -= 1
      found = true
    }
    if found { add(problem.cotangents, slots: slots.view) }
    return found
  }

  /// Adds the observations' cotangents, one per column with a slot.
  private func add(_ cotangents: ColumnStack<Scalar>, slots: Vector<Int32>) {
    let group = replay.integrator.group
    let gathered = gathered.packed(columns: group.columns)
    Scalar.gatherColumns(gathered, from: cotangents, slots: slots, ids: group.ids.view)
    Scalar.add(lambda.packed(columns: group.columns), gathered.view)
  }
}
