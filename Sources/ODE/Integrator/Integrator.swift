import Glibc
import Kernels

/// Advances a cohort step by step; knows nothing of observations, snapshots or gradients.
///
/// Its rhythm is ``toAcceptance(_:)`` (stages, error and decision; the cohort still stands at the start of the step, with
/// `cohort.step` the step each column takes) and ``commit()`` (the cohort moves to the step's end). Whoever drives it looks
/// at the step in between.
final class Integrator<Field: VectorField> {
  typealias Scalar = Field.Scalar

  let field: Field
  /// The parts of the field that the stages of an additive method stand for; nil where every stage is the whole field.
  let split: FieldSplit<Scalar>?
  let options: SolveOptions
  let plan: StagePlan<Scalar>
  /// The sums of a step back; nil where the method has none.
  let inversePlan: StagePlan<Scalar>?
  let stops: StopTimes
  let rows: Int
  /// The components whose error counts.
  let judgedRows: Int
  let capacity: Int
  /// Scalars from one stage to the next.
  let stride: Int
  let cohort: Cohort<Scalar>
  /// The linear systems of an implicit method; nil for an explicit one.
  let jacobian: StageJacobian<Scalar>?
  /// The iteration for the stages of a diagonally implicit method.
  let newton: NewtonIteration<Scalar>?
  /// What the stages of a linearly implicit method need.
  let rosenbrock: RosenbrockStages<Scalar>?
  /// What a method of several steps works with; nil for others.
  let multistep: MultistepStep<Scalar>?
  /// The state at the end of the step, and its companion, as in the cohort.
  let next: UnsafeMutablePointer<Scalar>
  /// Where a stage is evaluated.
  let argument: UnsafeMutablePointer<Scalar>
  let scratch: UnsafeMutablePointer<Scalar>
  /// `cohort.step` in the number type of the state.
  let stepRow: UnsafeMutablePointer<Scalar>
  /// The stage's times in the number type of the state.
  let timeRow: UnsafeMutablePointer<Scalar>
  let sums: UnsafeMutablePointer<Scalar>
  let mask: UnsafeMutablePointer<Scalar>
  let absolute: UnsafeMutablePointer<Scalar>
  let relative: UnsafeMutablePointer<Scalar>
  let stageTimes: UnsafeMutablePointer<Double>
  let ratios: UnsafeMutablePointer<Double>
  let nextTrial: UnsafeMutablePointer<Double>
  let accepts: UnsafeMutablePointer<Int32>
  /// 1 where the step at hand led to a jump, as `accepts`.
  private let jumped: UnsafeMutablePointer<Int32>
  let slots: UnsafeMutablePointer<Int32>
  let places: UnsafeMutablePointer<Int32>
  let banks: UnsafeMutablePointer<StageBank<Scalar>>
  let bankCount: Int
  /// What looks for events in every accepted step; nil if there are none to look for.
  let events: EventSearch<Scalar>?
  /// The most banks that have been in use; two always are.
  private(set) var peakBanks = 2
  /// Whether the current bank's first stage belongs to the cohort's time and state.
  var isFirstStageReady = false
  var rejectedAny = false
  /// Whether columns that have reached their end are let go.
  private let compacts: Bool
  /// What is measured besides the state when a step of the group is judged: squares over the tolerance, and their number.
  var extraError: ((UnsafePointer<Scalar>) -> (squares: Double, count: Int))?
  /// Whether a column of its own step was rejected because the trial was not finite.
  var hasNonFiniteTrial = false
  /// The sample with the largest error in the last step that a group tried together.
  var worstSample: Int32 = -1

  /// Steps tried since ``start(_:)``.
  var trials = 0
  /// What has been done since the counts were last cleared.
  var statistics = SolveStatistics()

  var tableau: Tableau { options.method.tableau }
  var isPerSample: Bool { options.stepping == .sample }
  /// Whether states have companions, whether those are first stages, whether segments set them to the states anew.
  let hasCompanion: Bool
  let carriesSlope: Bool
  let restarts: Bool
  /// Whether there are stages that are not evaluated, but carried or blended.
  let addsToStages: Bool
  /// Whether a column's steps do not depend on the others.
  var stepsAlone: Bool {
    if case .fixed = options.control { return true }
    return isPerSample
  }
  /// The order of the error estimate plus one.
  let errorOrder: Double
  /// How many stages are evaluated to try a step: steps of a given size need no error estimate.
  let triedStages: Int

  static func bytes(rows: Int, capacity: Int, banks: Int, tape: Int, method: Method) -> Int {
    let stride = rows * capacity
    let tableau = method.tableau
    return StagePlan<Scalar>.bytes(tableau) + (method.inverse.map { StagePlan<Scalar>.bytes($0.tableau) } ?? 0)
      + Cohort<Scalar>.bytes(rows: rows, capacity: capacity, method: method)
      + 2 * Arena.bytes(Scalar.self, method.parts * stride) + Arena.bytes(Scalar.self, stride) + 4
      * Arena.bytes(Scalar.self, capacity)
      + 2 * Arena.bytes(Scalar.self, rows) + 3 * Arena.bytes(Double.self, capacity)
      + 4 * Arena.bytes(Int32.self, capacity) + Arena.bytes(UInt8.self, banks * MemoryLayout<StageBank<Scalar>>.stride)
      + banks * StageBank<Scalar>.bytes(stages: tableau.stages, stride: stride, tape: tape)
      + (tableau.isImplicit ? StageJacobian<Scalar>.bytes(rows: rows, capacity: capacity) : 0)
      + (tableau.isDiagonallyImplicit ? NewtonIteration<Scalar>.bytes(rows: rows, capacity: capacity) : 0)
      + (tableau.isLinearlyImplicit ? RosenbrockStages<Scalar>.bytes(rows: rows, capacity: capacity) : 0)
      + MultistepStep<Scalar>.bytes(method, capacity: capacity)
  }

  init(
    field: Field, options: SolveOptions, capacity: Int, banks bankCount: Int, compacts: Bool = true,
    events: EventSearch<Scalar>? = nil, isRefined: Bool = false, in arena: Arena
  ) {
    self.field = field
    let split = options.method.tableau.isSplit ? FieldSplit(of: field) : nil
    self.split = split
    self.compacts = compacts
    self.options = options
    self.capacity = capacity
    self.bankCount = bankCount
    self.events = events
    rows = field.stateCount
    stride = rows * capacity
    plan = StagePlan(options.method.tableau, in: arena)
    inversePlan = options.method.inverse.map { StagePlan($0.tableau, in: arena) }
    stops = StopTimes(options, Scalar.self)
    let block = arena.take(UInt8.self, Cohort<Scalar>.bytes(rows: rows, capacity: capacity, method: options.method))
    cohort = Cohort(
      block: UnsafeMutableRawPointer(block), rows: rows, capacity: capacity, method: options.method)
    next = arena.take(Scalar.self, options.method.parts * stride)
    argument = arena.take(Scalar.self, stride)
    scratch = arena.take(Scalar.self, options.method.parts * stride)
    stepRow = arena.take(Scalar.self, capacity)
    timeRow = arena.take(Scalar.self, capacity)
    sums = arena.take(Scalar.self, capacity)
    mask = arena.take(Scalar.self, capacity)
    absolute = arena.take(Scalar.self, rows)
    relative = arena.take(Scalar.self, rows)
    stageTimes = arena.take(Double.self, capacity)
    ratios = arena.take(Double.self, capacity)
    nextTrial = arena.take(Double.self, capacity)
    accepts = arena.take(Int32.self, capacity)
    jumped = arena.take(Int32.self, capacity)
    slots = arena.take(Int32.self, capacity)
    places = arena.take(Int32.self, capacity)
    let tape = Self.stageTape(of: field, columns: capacity, method: options.method)
    banks = UnsafeMutableRawPointer(
      arena.take(UInt8.self, bankCount * MemoryLayout<StageBank<Scalar>>.stride)
    ).bindMemory(to: StageBank<Scalar>.self, capacity: bankCount)
    for i in 0..<bankCount {
      (banks + i).initialize(
        to: StageBank(stages: options.method.tableau.stages, stride: stride, tape: tape, in: arena))
    }
    hasCompanion = options.method.tableau.companion != nil
    carriesSlope = options.method.tableau.companion?.kind == .slope
    restarts = options.method.tableau.companion?.restarts ?? false
    addsToStages = carriesSlope || options.method.tableau.blend != nil
    let tableau = options.method.tableau
    func makeJacobian(of field: some VectorField<Scalar>) -> StageJacobian<Scalar> {
      StageJacobian(field: field, diagonal: tableau.diagonal, capacity: capacity, in: arena)
    }
    jacobian = !tableau.isImplicit ? nil : split.map { makeJacobian(of: $0.stiff) } ?? makeJacobian(of: field)
    newton =
      tableau.isDiagonallyImplicit
      ? NewtonIteration(rows: rows, control: options.control, capacity: capacity, isRefined: isRefined, in: arena)
      : nil
    rosenbrock = tableau.isLinearlyImplicit ? RosenbrockStages(rows: rows, capacity: capacity, in: arena) : nil
    multistep = MultistepStep(options.method, cohort, capacity: capacity, in: arena)
    errorOrder = Double(min(options.method.order, options.method.embeddedOrder ?? options.method.order) + 1)
    triedStages =
      if case .fixed = options.control { options.method.tableau.stepStages } else {
        options.method.tableau.estimateStages
      }
    if case .adaptive(let control) = options.control {
      for row in 0..<rows {
        absolute[row] = Scalar(control.absoluteTolerance[row])
        relative[row] = Scalar(control.relativeTolerance[row])
      }
      judgedRows = (0..<rows).count { control.absoluteTolerance[$0].isFinite }
    } else {
      judgedRows = rows
      // Steps of a given size have no tolerance; only Newton's iteration measures by these.
      absolute.update(repeating: 1, count: rows)
      relative.update(repeating: 1, count: rows)
    }
  }

  // MARK: Stages

  /// The bank of a step.
  func bank(of record: Int) -> UnsafeMutablePointer<StageBank<Scalar>> { banks + record % bankCount }

  /// Forgets the stages of earlier solves.
  func forgetStages() {
    for i in 0..<bankCount { banks[i].record = -1 }
    isFirstStageReady = false
  }

  /// The point where stage `i` of the current step is evaluated, its times written to `timeRow`.
  func point(stage i: Int, state: UnsafePointer<Scalar>, parameters: UnsafePointer<Scalar>) -> FieldPoint<Scalar> {
    let c = tableau.c[i]
    for column in 0..<cohort.columns {
      // The end of a step is the start of the next, to the bit.
      stageTimes[column] =
        c == 0 ? cohort.time[column] : c == 1 ? stepEnd(column) : cohort.time[column] + c * cohort.step[column]
    }
    return point(atStageTimes: state, parameters: parameters)
  }

  /// The point at `stageTimes`, on the near side of any jump.
  func point(atStageTimes state: UnsafePointer<Scalar>, parameters: UnsafePointer<Scalar>) -> FieldPoint<Scalar> {
    let columns = cohort.columns
    if stops.hasJumps {
      for column in 0..<columns {
        stageTimes[column] = stops.kept(
          stageTimes[column], from: cohort.time[column], isForward: cohort.direction[column] > 0)
      }
    }
    Scalar.narrow(timeRow, from: stageTimes, count: columns)
    return FieldPoint(times: timeRow, state: state, parameters: parameters, columns: columns)
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
  func evaluateFirstStage(_ parameters: UnsafePointer<Scalar>) throws(SolverError) {
    let bank = bank(of: cohort.record)
    bank.pointee.firstTapeRecord = -1
    bank.pointee.tapes[0] = bank.pointee.firstTape
    isFirstStageReady = true
    if carriesSlope {
      bank.pointee.stages.update(from: companion, count: rows * cohort.columns)
      return
    }
    let point = point(stage: 0, state: firstArgument, parameters: parameters)
    jacobian?.isCurrent = false
    for i in 0..<tableau.startStages {
      let stage = bank.pointee.stages + i * stride
      evaluate(i, at: point, into: stage, tape: bank.pointee.tapes[i])
      guard Scalar.allFinite(stage, count: rows * cohort.columns) else { throw failure(.nonFinite, values: stage) }
    }
  }

  /// Whether the stage that is the derivative at the end is among those of a trial; its argument is the end state.
  var triesEndStage: Bool { tableau.endStage.map { $0 < triedStages } ?? false }

  /// Evaluates stages `range` of the current step (those at its start apart), leaving in `next` the end that a trial comes by.
  func evaluateStages(_ range: Range<Int>, _ parameters: UnsafePointer<Scalar>) {
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
      field.evaluate(
        point(stage: i, state: out, parameters: parameters), into: bank.pointee.stages + i * stride,
        tape: bank.pointee.tapes[i])
      statistics.evaluations += 1
    }
    bank.pointee.evaluated = range.upperBound
  }

  /// Sees to it that the bank of the cohort's step holds its first `count` stages.
  ///
  /// The cohort stands at an accepted step (``toAcceptance(_:)`` or a snapshot of one).
  func prepareStages(_ count: Int, _ parameters: UnsafePointer<Scalar>) throws(SolverError) {
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

  // MARK: Stepping

  /// Takes the cohort as it is set up as the start of an integration and chooses the first step.
  ///
  /// With `trial` given, that magnitude is tried first instead.
  func start(_ parameters: UnsafePointer<Scalar>, trial: Double? = nil) throws(SolverError) {
    cohort.record = 0
    trials = 0
    worstSample = -1
    forgetStages()
    for column in 0..<cohort.columns {
      forgetErrors(column)
      cohort.fired[column] = -1
    }
    beginHistory()
    guard !isDone else { return }
    try startCompanion(parameters)
    var first = trial
    switch options.control {
    case .fixed(let step): first = step
    case .adaptive(let control): first = (trial ?? control.firstStep).map { min($0, control.maximumStep) }
    }
    if let first {
      for column in 0..<cohort.columns { cohort.trial[column] = first }
    } else {
      try chooseFirstStep(parameters)
    }
  }

  /// Lets the controller of a column, or of the group, start afresh.
  private func forgetErrors(_ index: Int) {
    cohort.error1[index] = 1
    cohort.error2[index] = 1
    cohort.wasRejected[index] = 0
  }

  /// The magnitude of a column's step, or of the widest of the group.
  func widest(_ index: Int) -> Double {
    if isPerSample { return abs(cohort.step[index]) }
    var widest = 0.0
    for column in 0..<cohort.live { widest = max(widest, abs(cohort.step[column])) }
    return widest
  }

  /// Whether every sample has reached its end.
  var isDone: Bool {
    for column in 0..<cohort.live where cohort.isActive(column) { return false }
    return true
  }

  /// Tries steps until at least one sample advances.
  func toAcceptance(_ parameters: UnsafePointer<Scalar>) throws(SolverError) {
    let bank = bank(of: cohort.record)
    bank.pointee.record = -1
    while true {
      guard trials < options.maximumSteps else { throw explained(failure(.stepLimit, column: suspect()), parameters) }
      do throws(SolverError) { try setSteps() } catch { throw explained(error, parameters) }
      if !isFirstStageReady { try evaluateFirstStage(parameters) }
      evaluateStages(tableau.startStages..<triedStages, parameters)
      writeEnd(of: bank.pointee, plan, lastPartToo: !triesEndStage)
      trials += 1
      if try judge(parameters) { break }
      statistics.rejected += 1
    }
    // What a rejected column's trial left must not meet the adjoint if it is not finite: the stages are evaluated again then.
    bank.pointee.record = hasNonFiniteTrial ? -1 : cohort.record
    statistics.accepted += 1
    markSegments()
    guard let events else { return }
    try prepareStages(tableau.stages, parameters)
    try events.search(self, parameters)
  }

  /// Moves every column that advances to the end of its step and lets finished samples go.
  func commit() {
    let columns = cohort.columns
    let bank = bank(of: cohort.record).pointee
    remember(bank.stages)
    var hasJumped = false
    for column in 0..<cohort.live where cohort.step[column] != 0 {
      let time = target(column)
      if cohort.isCut(column) || stopsShort(column) { forgetHistory(column) }
      cohort.time[column] = time
      if stops.hasJumps && stops.isJump(time) {
        hasJumped = true
        jumped[isPerSample ? column : 0] = 1
      }
    }
    if rejectedAny {
      Scalar.copyColumns(cohort.state, from: next, where: mask, rows: cohort.rows, columns: columns)
    } else {
      cohort.state.update(from: next, count: cohort.rows * columns)
    }
    endSegments()
    let isCut = events?.commit(self) ?? false
    for index in 0..<(isPerSample ? cohort.live : 1) {
      // The error of a step cut short says nothing of the errors at the size that was asked for.
      if accepts[index] != 0 && widest(index) >= cohort.trial[index] {
        cohort.error2[index] = cohort.error1[index]
        cohort.error1[index] = max(ratios[index], 1e-10)
      }
      takeTrial(index)
      cohort.wasRejected[index] = 1 - accepts[index]
      if jumped[index] != 0 {
        forgetErrors(index)
        jumped[index] = 0
      }
    }
    cohort.record += 1
    peakBanks = max(peakBanks, min(bankCount, cohort.record + 1))
    isFirstStageReady = false
    if compactIfWorthwhile() { return }
    if let end = tableau.endStage, end < bank.evaluated, !rejectedAny, !hasJumped, !isCut {
      let following = self.bank(of: cohort.record)
      following.pointee.record = -1
      following.pointee.stages.update(from: bank.stages + end * stride, count: rows * columns)
      following.pointee.tapes[0] = bank.tapes[end]
      following.pointee.firstTapeRecord = cohort.record - 1
      isFirstStageReady = true
    }
  }

  private func setSteps() throws(SolverError) {
    // A remainder barely longer than the step is taken whole, so that no sliver is left.
    let slack: Double
    if case .fixed = options.control { slack = 1 + 1e-9 } else { slack = 1.01 }
    for column in 0..<cohort.columns {
      cohort.cutKind[column] = -1
      setOrder(column)
      guard column < cohort.live, cohort.isActive(column) else {
        cohort.step[column] = 0
        continue
      }
      let remaining = goal(column) - cohort.time[column]
      let trial = cohort.trial[isPerSample ? column : 0]
      if abs(remaining) <= trial * slack {
        cohort.step[column] = remaining
      } else {
        cohort.step[column] = copysign(trial, remaining)
        guard trial >= smallestStep(column) else { throw underflow(isPerSample ? column : suspect()) }
      }
    }
    takeSteps()
  }

  /// The smallest step that still means something at a column's time.
  private func smallestStep(_ column: Int) -> Double {
    // At time zero, which resolves any step, that of the end squared is little enough for problems over many decades.
    let resolution = 4 * max(cohort.time[column].ulp, cohort.end[column].ulp * Double.ulpOfOne)
    guard case .adaptive(let control) = options.control else { return resolution }
    return max(control.minimumStep, resolution)
  }

  private func compactIfWorthwhile() -> Bool {
    var active = 0
    for column in 0..<cohort.live where cohort.isActive(column) { active += 1 }
    let lanes = Scalar.laneCount
    let needed = (active + lanes - 1) / lanes * lanes
    guard compacts, active > 0, 4 * needed <= 3 * cohort.columns else { return false }
    cohort.compact(to: needed, perColumnControl: isPerSample, scratch: scratch, slots: slots, places: places)
    if isPerSample { for column in 0..<cohort.live { ratios[column] = ratios[Int(places[column])] } }
    return true
  }
}
