import Kernels

/// Advances a cohort step by step; knows nothing of observations, snapshots or gradients.
///
/// Its rhythm is ``toAcceptance(_:)`` (stages, error and decision; the cohort still stands at the start of the step,
/// with `cohort.step` the step each column takes) and ``commit()`` (the cohort moves to the step's end). Whoever drives
/// it looks at the step in between.
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
  /// The stage's times, origins added, in the number type of the state.
  let timeRow: UnsafeMutablePointer<Scalar>
  let sums: UnsafeMutablePointer<Scalar>
  let mask: UnsafeMutablePointer<Scalar>
  let absolute: UnsafeMutablePointer<Scalar>
  let relative: UnsafeMutablePointer<Scalar>
  /// The stage's times elapsed.
  let stageTimes: UnsafeMutablePointer<Double>
  let ratios: UnsafeMutablePointer<Double>
  let nextTrial: UnsafeMutablePointer<Double>
  let accepts: UnsafeMutablePointer<Int32>
  /// 1 where the step at hand led to a jump, as `accepts`.
  let jumped: UnsafeMutablePointer<Int32>
  let slots: UnsafeMutablePointer<Int32>
  let places: UnsafeMutablePointer<Int32>
  let banks: UnsafeMutablePointer<StageBank<Scalar>>
  let bankCount: Int
  /// What looks for events in every accepted step; nil if there are none to look for.
  let events: EventSearch<Scalar>?
  /// The most banks that have been in use; two always are.
  var peakBanks = 2
  /// Whether the current bank's first stage belongs to the cohort's time and state.
  var isFirstStageReady = false
  var rejectedAny = false
  /// Whether columns that have reached their end are let go.
  let compacts: Bool
  /// What is measured besides the state when a step of the group is judged: squares over the tolerance, and their
  /// number.
  var extraError: ((Vector<Scalar>) -> (squares: Double, count: Int))?
  /// Whether a column of its own step was rejected because the trial was not finite.
  var hasNonFiniteTrial = false
  /// The sample with the largest error in the last step that a group tried together.
  var worstSample: Int32 = -1

  /// Steps tried since ``start(_:trial:)``.
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
  /// What the next step follows from; of no account for fixed steps.
  let controller: StepController
  /// The order of the error estimate plus one.
  let errorOrder: Double
  /// How many stages are evaluated to try a step: steps of a given size need no error estimate.
  let triedStages: Int

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
    cohort = Cohort(rows: rows, capacity: capacity, method: options.method, in: arena)
    next = arena.take(Scalar.self, options.method.parts * stride)
    argument = arena.take(Scalar.self, stride)
    scratch = arena.take(Scalar.self, options.method.parts * stride)
    stepRow = arena.take(Scalar.self, capacity)
    timeRow = arena.take(Scalar.self, capacity)
    sums = arena.take(Scalar.self, capacity)
    mask = arena.take(Scalar.self, capacity)
    // Steps of a given size have no tolerance; only Newton's iteration measures by these.
    absolute = arena.vector(repeating: Scalar(1), rows).base
    relative = arena.vector(repeating: Scalar(1), rows).base
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
      let bank = StageBank<Scalar>(stages: options.method.tableau.stages, stride: stride, tape: tape, in: arena)
      if !arena.isCounting { (banks + i).initialize(to: bank) }
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
    let usual = options.method.usualController
    controller = if case .adaptive(let control) = options.control { control.controller ?? usual } else { usual }
    if case .adaptive(let control) = options.control {
      for row in 0..<rows where !arena.isCounting {
        absolute[row] = Scalar(control.absoluteTolerance[row])
        relative[row] = Scalar(control.relativeTolerance[row])
      }
      judgedRows = (0..<rows).count { control.absoluteTolerance[$0].isFinite }
    } else {
      judgedRows = rows
    }
  }
}
