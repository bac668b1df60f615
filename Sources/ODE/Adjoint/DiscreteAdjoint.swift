import Kernels

/// The exact gradient of the solve as it was carried out: the accepted steps swept in reverse.
///
/// For one step, with `lambda` the cotangent of its end state, stages are swept from the last to the first:
/// `kappa_i = h (b_i lambda + sum_{j>i} a_ji zeta_j)`, `zeta_i = (df/dy)^T kappa_i`, the parameters' gradient grows by
/// `(df/dp)^T kappa_i`, and the cotangent of its start state is `lambda + sum_i zeta_i` (Hairer, Lubich and Wanner,
/// "Geometric Numerical Integration", VI; ARKODE's discrete adjoint). Dense output adds `h b_i(theta)` times the
/// observation's cotangent to `kappa_i` and the cotangent itself to the start's. Accepted step sizes count as constants.
final class DiscreteAdjoint<Field: DifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  private let integrator: Integrator<Field>
  private let rounds: ObservationRounds<Scalar>
  private var store: SnapshotStore
  private let tableau: Tableau
  private let stride: Int
  private let rows: Int
  private let pitch: Int
  /// `zeta_1 ... zeta_s` and `lambda`.
  private let zeta: UnsafeMutablePointer<Scalar>
  private let kappa: UnsafeMutablePointer<Scalar>
  /// What dense output adds to each stage's cotangent.
  private let observed: UnsafeMutablePointer<Scalar>
  private let direct: UnsafeMutablePointer<Scalar>
  private let gathered: UnsafeMutablePointer<Scalar>
  private let slots: UnsafeMutablePointer<Int32>
  /// The cotangent of the state, `[rows, pitch]`, by sample.
  private let cotangent: UnsafeMutablePointer<Scalar>
  private let timeRow: UnsafeMutablePointer<Scalar>
  private let times: TimeCotangents<Scalar>
  /// The record at whose accepted step the integrator stands, ready to move on; -1 if at none.
  private var isAtRecord = -1

  static func bytes(rows: Int, pitch: Int, stages: Int) -> Int {
    let stride = rows * pitch
    return Arena.bytes(Scalar.self, (stages + 1) * stride) + Arena.bytes(Scalar.self, stages * stride)
      + 4 * Arena.bytes(Scalar.self, stride) + Arena.bytes(Int32.self, pitch) + Arena.bytes(Scalar.self, pitch)
      + TimeCotangents<Scalar>.bytes(rows: rows, pitch: pitch, stages: stages)
  }

  init(
    integrator: Integrator<Field>, rounds: ObservationRounds<Scalar>, store: SnapshotStore,
    timeCotangents: UnsafeMutablePointer<Double>, in arena: Arena
  ) {
    self.integrator = integrator
    self.rounds = rounds
    self.store = store
    tableau = integrator.options.method.tableau
    rows = integrator.rows
    pitch = integrator.capacity
    stride = integrator.stride
    zeta = arena.take(Scalar.self, (tableau.stages + 1) * stride)
    observed = arena.take(Scalar.self, tableau.stages * stride)
    kappa = arena.take(Scalar.self, stride)
    direct = arena.take(Scalar.self, stride)
    gathered = arena.take(Scalar.self, stride)
    cotangent = arena.take(Scalar.self, stride)
    slots = arena.take(Int32.self, pitch)
    timeRow = arena.take(Scalar.self, pitch)
    times = TimeCotangents(
      tableau: tableau, rows: rows, pitch: pitch, output: timeCotangents, in: arena)
  }

  /// The most snapshots that have been held at once.
  var peakSlots: Int { store.peakSlots }

  /// Prepares for a new forward solve.
  func begin() {
    store.clear()
    isAtRecord = -1
  }

  /// Keeps what the sweep will need of the step the integrator stands at.
  func note() {
    if let slot = store.note() {
      store.memory(slot).copyMemory(from: integrator.cohort.block, byteCount: integrator.cohort.usedBytes)
    }
  }

  /// Sweeps all steps in reverse, adds to `gradient` and writes the cotangent of the initial state.
  func sweep(
    parameters: UnsafePointer<Scalar>, cotangents: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>,
    initialCotangent: UnsafeMutablePointer<Scalar>, withTimes: Bool
  ) throws(SolverError) {
    cotangent.update(repeating: 0, count: stride)
    if withTimes { times.begin() }
    isAtRecord = -1
    while store.segmentCount > 0 {
      let segment = store.top
      if segment.length == 1 {
        try moveTo(segment.slot, advancedBy: 0, parameters, stayAtStep: false)
        try pullBack(parameters: parameters, cotangents: cotangents, gradient: gradient, withTimes: withTimes)
        store.shortenTop(to: 0)
      } else if let split = store.split() {
        try moveTo(segment.slot, advancedBy: Int(split), parameters, stayAtStep: true)
        let slot = store.splitTop(after: split)
        store.memory(slot).copyMemory(from: integrator.cohort.block, byteCount: integrator.cohort.usedBytes)
      } else {
        try moveTo(segment.slot, advancedBy: Int(segment.length) - 1, parameters, stayAtStep: true)
        try pullBack(parameters: parameters, cotangents: cotangents, gradient: gradient, withTimes: withTimes)
        store.shortenTop(to: segment.length - 1)
      }
    }
    initialCotangent.update(from: cotangent, count: stride)
    Scalar.add(initialCotangent, cotangents, count: stride)
    if withTimes { times.finish() }
  }

  // MARK: Replay

  /// Brings the integrator to the accepted step that lies `count` steps after the snapshot.
  private func moveTo(
    _ slot: Int32, advancedBy count: Int, _ parameters: UnsafePointer<Scalar>, stayAtStep: Bool
  ) throws(SolverError) {
    let memory = store.memory(slot)
    let cohort = integrator.cohort
    let record = Cohort<Scalar>.record(of: memory)
    if isAtRecord != record {
      cohort.copy(from: memory)
      integrator.isFirstStageReady = false
      if stayAtStep {
        let before = integrator.statistics
        try integrator.toAcceptance(parameters)
        countReplay(since: before, steps: 0)
      }
    }
    for _ in 0..<count {
      let before = integrator.statistics
      rounds.skip(cohort, target: integrator.target)
      integrator.commit()
      try integrator.toAcceptance(parameters)
      countReplay(since: before, steps: 1)
    }
    isAtRecord = stayAtStep ? record + count : -1
  }

  /// Books the steps of a replay as such: they were accepted once before.
  private func countReplay(since before: SolveStatistics, steps: Int) {
    integrator.statistics.accepted = before.accepted
    integrator.statistics.rejected = before.rejected
    integrator.statistics.replayed += steps
    integrator.trials = 0
  }

  // MARK: One step

  private func pullBack(
    parameters: UnsafePointer<Scalar>, cotangents: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>,
    withTimes: Bool
  ) throws(SolverError) {
    isAtRecord = -1
    let cohort = integrator.cohort
    let columns = cohort.columns
    let count = rows * columns
    let s = tableau.stages
    let lambda = zeta + s * stride
    for column in 0..<columns { slots[column] = column < cohort.live ? 0 : -1 }
    Scalar.gatherColumns(
      lambda, columns: columns, from: cotangent, pitch: pitch, slots: slots, ids: cohort.ids, rows: rows)

    Scalar.narrow(integrator.stepRow, from: cohort.step, count: columns)
    if rounds.landings(cohort, lands: integrator.lands) {
      gather(cotangents)
      Scalar.add(lambda, gathered, count: count)
    }
    var isObserved = false
    rounds.begin(cohort)
    while rounds.next(cohort, target: integrator.target) {
      if !isObserved {
        try integrator.prepareStages(s, parameters)
        observed.update(repeating: 0, count: s * stride)
        direct.update(repeating: 0, count: count)
        isObserved = true
      }
      gather(cotangents)
      Scalar.add(direct, gathered, count: count)
      rounds.writeWeights(cohort)
      for i in 0..<s where tableau.dense[i].contains(where: { $0 != 0 }) {
        Scalar.columnWeightedSum(
          observed + i * stride, base: observed + i * stride, stages: gathered, stride: stride, count: 1,
          weights: rounds.weights + i * columns, rows: rows, columns: columns)
      }
      if withTimes { times.observe(gathered, rounds: rounds, integrator: integrator) }
    }
    // Where nothing is observed, the stages of the error estimate and of dense output have no cotangent.
    let used = isObserved ? s : tableau.stepStages
    if !isObserved { try integrator.prepareStages(used, parameters) }

    let bank = integrator.bank(of: cohort.record).pointee
    let sums = isObserved ? integrator.plan.cotangents : integrator.plan.stepCotangents
    for i in Swift.stride(from: used - 1, through: 0, by: -1) {
      Scalar.stageSum(
        kappa, base: nil, scale: integrator.stepRow, sums[i].terms(of: zeta, stride: stride), rows: rows,
        columns: columns)
      if isObserved { Scalar.add(kappa, observed + i * stride, count: count) }
      let state = i == 0 ? cohort.state : integrator.argument
      if i > 0 { integrator.writeArgument(i, of: bank, into: integrator.argument) }
      let point = integrator.point(stage: i, state: state, parameters: parameters)
      integrator.field.vjp(
        point, tape: bank.tapes[i], cotangent: kappa, state: zeta + i * stride, time: withTimes ? timeRow : nil)
      integrator.field.accumulateParameterGradient(point, tape: bank.tapes[i], weight: nil, into: gradient)
      integrator.statistics.vjps += 1
      if withTimes { times.stage(i, timeRow, zeta: zeta + i * stride, bank: bank, integrator: integrator) }
    }
    if withTimes { times.step(lambda: lambda, bank: bank, integrator: integrator, counts: rounds.counts) }

    let pulledBack = isObserved ? integrator.plan.pulledBack : integrator.plan.stepPulledBack
    Scalar.stageSum(
      lambda, base: lambda, scale: nil, pulledBack.terms(of: zeta, stride: stride), rows: rows, columns: columns)
    if isObserved { Scalar.add(lambda, direct, count: count) }
    for column in 0..<columns { slots[column] = column < cohort.live ? 0 : -1 }
    Scalar.scatterColumns(
      cotangent, pitch: pitch, slots: slots, ids: cohort.ids, from: lambda, columns: columns, rows: rows)
  }

  /// The observations' cotangents of this round, zero where a column has none.
  private func gather(_ cotangents: UnsafePointer<Scalar>) {
    Scalar.gatherColumns(
      gathered, columns: integrator.cohort.columns, from: cotangents, pitch: pitch, slots: rounds.slots,
      ids: integrator.cohort.ids, rows: rows)
  }
}
