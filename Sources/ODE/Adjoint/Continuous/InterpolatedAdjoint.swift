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
  private let rounds: ObservationRounds<Scalar>
  private let integrator: Integrator<InterpolatedField<Field>>
  private let path: StepInterpolant<Scalar>
  private let quadrature: AdjointQuadrature<Scalar>
  private let times: ObservationTimes<Field>
  private let rows: Int
  private let pitch: Int
  /// The cotangent, `[rows, pitch]` by sample; the same by the forward solve's columns; what observations add to it.
  private let cotangent: UnsafeMutablePointer<Scalar>
  private let lambda: UnsafeMutablePointer<Scalar>
  private let gathered: UnsafeMutablePointer<Scalar>
  private let slots: UnsafeMutablePointer<Int32>
  /// By forward column: the observation that is met next on the way back, and the time elapsed that is reached.
  private let position: UnsafeMutablePointer<Int32>
  private let reached: UnsafeMutablePointer<Double>
  /// The forward column of each adjoint column.
  private let places: UnsafeMutablePointer<Int32>

  init(replay: StepReplay<Field>, rounds: ObservationRounds<Scalar>, costs: CostTerms<Field>, in arena: Arena) {
    self.replay = replay
    self.rounds = rounds
    let forward = replay.integrator
    rows = forward.rows
    pitch = forward.capacity
    let columns = AdjointColumns(samples: UnsafePointer(forward.cohort.ids), times: UnsafePointer(forward.stageTimes))
    let equation = AdjointEquation(field: forward.field, costs: costs, columns: columns)
    path = StepInterpolant(tableau: forward.options.method.tableau, rows: rows, pitch: pitch, in: arena)
    integrator = Integrator(
      field: InterpolatedField(equation: equation, path: path), options: forward.options, capacity: pitch, banks: 2,
      compacts: false, in: arena)
    columns.attach(to: integrator)
    quadrature = AdjointQuadrature(pitch: pitch, in: arena)
    times = ObservationTimes(equation, pitch: pitch, in: arena)
    cotangent = arena.take(Scalar.self, rows * pitch)
    lambda = arena.take(Scalar.self, rows * pitch)
    gathered = arena.take(Scalar.self, rows * pitch)
    slots = arena.take(Int32.self, pitch)
    position = arena.take(Int32.self, pitch)
    places = arena.take(Int32.self, pitch)
    reached = arena.take(Double.self, pitch)
  }

  /// What the last sweep cost besides the replays, which the forward integrator counts.
  private(set) var statistics = SolveStatistics()

  /// Solves the adjoint from the last step to the first, adds to `gradient` and writes the initial cotangent.
  func sweep(
    _ problem: ObservedStates<Scalar>, parameters: Vector<Scalar>, gradient: MutableVector<Scalar>,
    initialCotangent: UnsafeMutablePointer<Scalar>, timeCotangents: UnsafeMutablePointer<Double>?
  ) throws(SolverError) {
    integrator.statistics = SolveStatistics()
    cotangent.update(repeating: 0, count: rows * pitch)
    try replay.sweep(parameters) { () throws(SolverError) in try pullBack(problem, parameters, into: gradient) }
    statistics = integrator.statistics
    statistics.add(integrator.field.equation.products, count: statistics.evaluations)
    if let timeCotangents {
      statistics += times.book(problem, start: cotangent, parameters, into: timeCotangents)
    }
    initialCotangent.update(from: cotangent, count: rows * pitch)
    Scalar.add(initialCotangent, problem.cotangents, count: rows * pitch)
  }

  /// Carries the cotangents of the columns that moved with the step at hand from its end to its start.
  private func pullBack(
    _ problem: ObservedStates<Scalar>, _ parameters: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) throws(SolverError) {
    let forward = replay.integrator
    let cohort = forward.cohort
    try forward.prepareStages(forward.options.method.tableau.stages, parameters)
    for column in 0..<cohort.columns { slots[column] = column < cohort.live ? 0 : -1 }
    Scalar.gatherColumns(
      lambda, columns: cohort.columns, from: cotangent, pitch: pitch, slots: slots, ids: cohort.ids, rows: rows)
    if rounds.landings(cohort, lands: forward.lands) { add(problem.cotangents, slots: rounds.slots.base) }
    findObservations(problem)
    repeat { try solveStretch(problem, parameters, into: gradient) } while meetObservations(problem)
    for column in 0..<cohort.columns { slots[column] = column < cohort.live ? 0 : -1 }
    Scalar.scatterColumns(
      cotangent, pitch: pitch, slots: slots, ids: cohort.ids, from: lambda, columns: cohort.columns, rows: rows)
  }

  /// Sets every column to the end of its step and to the last observation within.
  private func findObservations(_ problem: ObservedStates<Scalar>) {
    let forward = replay.integrator
    let cohort = forward.cohort
    for column in 0..<cohort.live {
      let step = cohort.step[column]
      let sample = Int(cohort.ids[column])
      var k = cohort.cursor[column]
      let target = step == 0 ? cohort.time[column] : forward.target(column)
      reached[column] = target
      while step != 0, k < problem.counts[sample] - 1,
        step > 0 ? rounds.elapsed(Int(k), sample) <= target : rounds.elapsed(Int(k), sample) >= target
      { k += 1 }
      position[column] = k - 1
    }
  }

  /// Whether the observation that a column meets next lies within the step at hand.
  private func isWithin(_ column: Int) -> Bool { position[column] >= replay.integrator.cohort.cursor[column] }

  /// Solves every column back to its next observation or to the start of its step.
  private func solveStretch(
    _ problem: ObservedStates<Scalar>, _ parameters: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) throws(SolverError) {
    let forward = replay.integrator.cohort
    let cohort = integrator.cohort
    var live = 0
    for column in 0..<forward.live {
      let sample = Int(forward.ids[column])
      let end = isWithin(column) ? rounds.elapsed(Int(position[column]), sample) : forward.time[column]
      guard end != reached[column] else { continue }
      places[live] = Int32(column)
      cohort.seat(live, sample: sample, origin: forward.origin[column], from: reached[column], to: end)
      reached[column] = end
      live += 1
    }
    guard live > 0 else { return }
    cohort.live = live
    cohort.columns = Scalar.paddedColumns(live)
    cohort.pad()
    let columns = cohort.columns
    for column in live..<columns { places[column] = places[0] }
    path.take(replay.integrator, places: places, columns: columns)
    for column in 0..<columns { slots[column] = 0 }
    Scalar.gatherColumns(
      cohort.state, columns: columns, from: lambda, pitch: forward.columns, slots: slots, ids: places, rows: rows)
    // The forward controller found the step short enough for the state; it is tried whole.
    try integrator.start(parameters, trial: .infinity)
    while !integrator.isDone {
      try integrator.toAcceptance(parameters)
      try integrator.prepareStages(integrator.options.method.tableau.stepStages, parameters)
      quadrature.add(integrator.options.method.tableau.b, of: integrator, parameters, into: gradient)
      integrator.commit()
    }
    for column in 0..<columns { slots[column] = column < live ? 0 : -1 }
    Scalar.scatterColumns(
      lambda, pitch: forward.columns, slots: slots, ids: places, from: cohort.state, columns: columns, rows: rows)
  }

  /// Adds the cotangents of the observations reached; true if there were any, so that a way is left.
  private func meetObservations(_ problem: ObservedStates<Scalar>) -> Bool {
    let cohort = replay.integrator.cohort
    var found = false
    for column in 0..<cohort.columns {
      slots[column] = column < cohort.live && isWithin(column) ? position[column] : -1
      if slots[column] < 0 { continue }
      position[column] -= 1
      found = true
    }
    if found { add(problem.cotangents, slots: slots) }
    return found
  }

  /// Adds the observations' cotangents, one per column with a slot.
  private func add(_ cotangents: UnsafePointer<Scalar>, slots: UnsafePointer<Int32>) {
    let cohort = replay.integrator.cohort
    Scalar.gatherColumns(
      gathered, columns: cohort.columns, from: cotangents, pitch: pitch, slots: slots, ids: cohort.ids, rows: rows)
    Scalar.add(lambda, gathered, count: rows * cohort.columns)
  }
}
