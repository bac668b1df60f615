import Kernels

/// Solves groups of initial value problems and differentiates them, in memory planned once.
///
/// A group is up to `samples` problems with the same field and parameters, each with its own initial state and observation
/// times. Fill ``initialState``, ``times`` and ``counts``, set ``samples``, call ``solve(_:)`` and read ``states``; for a
/// gradient fill ``cotangents`` and call ``gradient(_:into:)``. Arrays have one column per sample and pitch ``columns``;
/// columns from `samples` on are padding that is neither read nor written. After the first solve nothing is allocated.
public final class Solver<Field: DifferentiableVectorField> {
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
  public let initialState: UnsafeMutablePointer<Scalar>
  /// The observation times, `[observations, columns]`, strictly monotone; the first is the start, a sample's last its end.
  public let times: UnsafeMutablePointer<Double>
  /// How many observations each sample has, `[columns]`; at least 1.
  public let counts: UnsafeMutablePointer<Int32>
  /// The solution at the observation times, `[observations, stateCount, columns]`; unwritten beyond a sample's count.
  public let states: UnsafeMutablePointer<Scalar>
  /// The gradient of the loss with respect to ``states``, same shape; zero where there is no observation.
  public let cotangents: UnsafeMutablePointer<Scalar>
  /// The gradient with respect to ``initialState``, same shape, written by ``gradient(_:into:)``.
  public let initialCotangent: UnsafeMutablePointer<Scalar>
  /// The gradient with respect to ``times``, same shape, written by ``gradient(_:into:)`` if ``computesTimeCotangents``.
  public let timeCotangents: UnsafeMutablePointer<Double>
  /// Whether the gradient with respect to the times is wanted; default false.
  public var computesTimeCotangents = false

  private let arena: Arena
  private let capacity: Int
  private let integrator: Integrator<Field>
  private let rounds: ObservationRounds<Scalar>
  private let slots: UnsafeMutablePointer<Int32>
  private let discrete: DiscreteAdjoint<Field>?
  private let backsolve: Backsolve<Field>?
  private let fixedBytes: Int
  private let slotBytes: Int

  /// Plans the memory for groups of up to `samples` samples with up to `observations` observations each.
  ///
  /// With `gradient` nil only ``solve(_:)`` may be called. `memory` is the byte budget of everything the solver holds; it
  /// matters to the discrete gradient, whose snapshots take what the rest leaves.
  /// - Throws: ``SolverError`` of kind `memory` if the budget is too small, `invalid` for an adaptive control of a method
  ///   without error estimate.
  public init(
    field: Field, options: SolveOptions, gradient: GradientMethod?, samples: Int, observations: Int, memory: Int
  ) throws(SolverError) {
    if case .adaptive = options.control, !options.method.isAdaptive { throw SolverError(kind: .invalid) }
    let rows = field.stateCount
    let columns = (max(1, samples) + Scalar.laneCount - 1) / Scalar.laneCount * Scalar.laneCount
    let tableau = options.method.tableau
    let tape = field.tapeCount(columns: columns)
    let slotBytes = Cohort<Scalar>.bytes(rows: rows, capacity: columns)
    let bankBytes =
      StageBank<Scalar>.bytes(stages: tableau.stages, stride: rows * columns, tape: tape)
      + MemoryLayout<StageBank<Scalar>>.stride

    var fixed =
      2 * Arena.bytes(Scalar.self, rows * columns) + 2 * Arena.bytes(Double.self, observations * columns)
      + 2 * Arena.bytes(Int32.self, columns) + 2 * Arena.bytes(Scalar.self, observations * rows * columns)
      + ObservationRounds<Scalar>.bytes(pitch: columns, stages: tableau.stages)
      + Integrator<Field>.bytes(rows: rows, capacity: columns, banks: 2, tape: tape, tableau: tableau)
    var slotCount = 0
    var banks = 2
    switch gradient {
    case nil: break
    case .backsolve:
      fixed += Backsolve.bytes(field: field, pitch: columns, tableau: tableau)
    case .discrete:
      fixed += DiscreteAdjoint<Field>.bytes(rows: rows, pitch: columns, stages: tableau.stages) + 256
      let least = fixed + SnapshotStore.bytes(slots: 3, slotBytes: slotBytes)
      guard memory >= least else {
        var error = SolverError(kind: .memory)
        error.count = least
        throw error
      }
      // Half of what is left keeps whole steps, stages and tapes included, so that the sweep need not evaluate them
      // again; the other half keeps states.
      banks += min(1022, (memory - least) / 2 / bankBytes)
      let left = memory - least - (banks - 2) * bankBytes
      slotCount = 3 + min(1 << 24, left / (slotBytes + 16))
      fixed += (banks - 2) * bankBytes + 64
    }

    let arena = Arena(capacity: fixed + SnapshotStore.bytes(slots: slotCount, slotBytes: slotBytes))
    self.arena = arena
    self.field = field
    self.options = options
    self.columns = columns
    self.observations = observations
    self.samples = samples
    self.slotBytes = slotBytes
    fixedBytes = fixed
    capacity = samples
    initialState = arena.take(Scalar.self, rows * columns)
    initialCotangent = arena.take(Scalar.self, rows * columns)
    times = arena.take(Double.self, observations * columns)
    timeCotangents = arena.take(Double.self, observations * columns)
    counts = arena.take(Int32.self, columns)
    slots = arena.take(Int32.self, columns)
    states = arena.take(Scalar.self, observations * rows * columns)
    cotangents = arena.take(Scalar.self, observations * rows * columns)
    rounds = ObservationRounds(times: times, counts: counts, pitch: columns, tableau: tableau, in: arena)
    integrator = Integrator(field: field, options: options, capacity: columns, banks: banks, in: arena)
    switch gradient {
    case nil:
      discrete = nil
      backsolve = nil
    case .discrete:
      let store = SnapshotStore(slots: slotCount, slotBytes: slotBytes, in: arena)
      discrete = DiscreteAdjoint(
        integrator: integrator, rounds: rounds, store: store, timeCotangents: timeCotangents, in: arena)
      backsolve = nil
    case .backsolve(let bound):
      discrete = nil
      backsolve = Backsolve(field: field, options: options, bound: bound, pitch: columns, in: arena)
    }
  }

  /// Solves every sample from its first to its last observation time and writes ``states``.
  /// - Throws: ``SolverError`` with the sample, time, step and component where it failed.
  public func solve(_ parameters: UnsafePointer<Scalar>) throws(SolverError) -> SolveStatistics {
    precondition(samples >= 0 && samples <= capacity, "more samples than the solver was made for")
    integrator.statistics = SolveStatistics()
    discrete?.begin()
    guard samples > 0 else { return statistics() }
    try checkTimes()
    let cohort = integrator.cohort
    setUp(cohort)
    try integrator.start(parameters)
    while !integrator.isDone {
      try integrator.toAcceptance(parameters)
      discrete?.note()
      readOff(cohort)
      integrator.commit()
    }
    return statistics()
  }

  /// Adds the gradient of the loss with respect to the parameters to `gradient`, and writes ``initialCotangent``.
  ///
  /// Call it after ``solve(_:)`` with the same parameters and with ``cotangents`` filled; once per solve.
  /// - Throws: ``SolverError`` as ``solve(_:)``, and of kind `reconstruction` from backsolve.
  public func gradient(
    _ parameters: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
  ) throws(SolverError) -> SolveStatistics {
    integrator.statistics = SolveStatistics()
    if computesTimeCotangents { timeCotangents.update(repeating: 0, count: observations * columns) }
    guard samples > 0 else { return statistics() }
    if let backsolve {
      try backsolve.sweep(
        parameters: parameters, samples: samples, times: times, counts: counts, states: states,
        cotangents: cotangents, gradient: gradient, initialCotangent: initialCotangent,
        timeCotangents: computesTimeCotangents ? timeCotangents : nil)
      integrator.statistics = backsolve.statistics
    } else if let discrete {
      try discrete.sweep(
        parameters: parameters, cotangents: cotangents, gradient: gradient, initialCotangent: initialCotangent,
        withTimes: computesTimeCotangents)
    } else {
      preconditionFailure("the solver was made without a gradient")
    }
    return statistics()
  }

  private func statistics() -> SolveStatistics {
    var statistics = integrator.statistics
    statistics.peakBytes = fixedBytes + (discrete?.peakSlots ?? 0) * slotBytes
    return statistics
  }

  private func checkTimes() throws(SolverError) {
    for sample in 0..<samples {
      let count = Int(counts[sample])
      precondition(count >= 1 && count <= observations, "a sample has between 1 and `observations` observations")
      let direction = count > 1 ? times[columns + sample] - times[sample] : 1
      for k in 0..<count {
        let time = times[k * columns + sample]
        let advance = k == 0 ? direction : time - times[(k - 1) * columns + sample]
        guard time.isFinite, advance * direction > 0 else {
          var error = SolverError(kind: .invalid, sample: sample)
          error.time = time
          throw error
        }
      }
    }
  }

  private func setUp(_ cohort: Cohort<Scalar>) {
    var live = 0
    for sample in 0..<samples {
      cohort.ids[live] = Int32(sample)
      cohort.time[live] = times[sample]
      cohort.end[live] = times[(Int(counts[sample]) - 1) * columns + sample]
      cohort.cursor[live] = 1
      live += 1
    }
    cohort.live = live
    cohort.columns = (live + Scalar.laneCount - 1) / Scalar.laneCount * Scalar.laneCount
    cohort.pad()
    slots.update(repeating: 0, count: columns)
    Scalar.gatherColumns(
      cohort.state, columns: cohort.columns, from: initialState, pitch: columns, slots: slots, ids: cohort.ids,
      rows: field.stateCount)
    states.update(from: initialState, count: field.stateCount * columns)
  }

  /// Writes the observations that lie within the accepted step.
  private func readOff(_ cohort: Cohort<Scalar>) {
    let rows = field.stateCount
    let stride = rows * columns
    let scratch = integrator.scratch
    let bank = integrator.bank(of: cohort.record).pointee
    rounds.begin(cohort)
    while rounds.next(cohort, target: integrator.target) {
      rounds.writeWeights(cohort)
      Scalar.columnWeightedSum(
        scratch, base: cohort.state, stages: bank.stages, stride: stride, count: options.method.tableau.stages,
        weights: rounds.weights, rows: rows, columns: cohort.columns)
      Scalar.scatterColumns(
        states, pitch: columns, slots: rounds.slots, ids: cohort.ids, from: scratch, columns: cohort.columns,
        rows: rows)
    }
    rounds.finish(cohort)
    if rounds.landings(cohort, lands: integrator.lands) {
      Scalar.scatterColumns(
        states, pitch: columns, slots: rounds.slots, ids: cohort.ids, from: integrator.next, columns: cohort.columns,
        rows: rows)
    }
  }
}
