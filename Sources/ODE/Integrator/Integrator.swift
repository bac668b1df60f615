import Kernels

/// Advances a group step by step; knows nothing of observations, snapshots or gradients.
///
/// Its rhythm is ``stepUntilAccepted(_:)`` (stages, error and decision; the group still stands at the start of the
/// step, with `group.step` the step each column takes) and ``commit()`` (the group moves to the step's end). Whoever
/// drives it looks at the step in between. Here is what all methods share; what a family of methods does in its own way
/// is its ``Stepper``'s, whether a step is good enough is for ``ErrorTest`` to say.
final class Integrator<Field: VectorField> {
  typealias Scalar = Field.Scalar

  let field: Field
  let options: SolveOptions
  /// The sums that the method's tableau makes of stages.
  let plan: CompiledTableau<Scalar>
  /// What the family of the method does in its own way.
  let stepper: Stepper<Field>
  let errorTest: ErrorTest<Field>
  /// What errors are measured by.
  let scale: ErrorScale<Scalar>
  let stops: StopTimes
  let rows: Int
  let capacity: Int
  let group: GroupState<Scalar>
  private let buffers: MutableVector<StageBuffer<Scalar>>
  /// Room for ``next``, ``argument`` and ``scratch``.
  private let nextRoom: MutableColumns<Scalar>
  private let argumentRoom: MutableColumns<Scalar>
  private let scratchRoom: MutableColumns<Scalar>
  /// Room for ``stepRow`` and ``timeRow``.
  private let stepRoom: MutableVector<Scalar>
  private let timeRoom: MutableVector<Scalar>
  /// The stage's times elapsed, of every column there is room for.
  let stageTimes: MutableVector<Double>
  /// 1 where the step at hand led to a jump: of each column, or in `[0]` of the whole group.
  let jumped: MutableVector<Int32>
  private let slotRoom: MutableVector<Int32>
  private let placeRoom: MutableVector<Int32>
  /// What looks for events in every accepted step; nil if there are none to look for.
  let events: EventSearch<Scalar>?
  /// Whether columns that have reached their end are let go.
  let compacts: Bool
  /// How many stages are evaluated to try a step: steps of a given size need no error estimate.
  let triedStages: Int
  /// The most buffers that have been in use; two always are.
  var peakBuffers = 2
  /// Whether the current buffer's first stage belongs to the group's time and state.
  var isFirstStageReady = false
  /// Steps tried since ``start(_:trial:)``.
  var trials = 0
  /// What has been done since the counts were last cleared.
  var statistics = SolveStatistics()

  init(
    field: Field, options: SolveOptions, capacity: Int, buffers bufferCount: Int, compacts: Bool = true,
    events: EventSearch<Scalar>? = nil, isRefined: Bool = false, in arena: Arena
  ) {
    let (method, rows) = (options.method, field.stateCount)
    self.field = field
    self.compacts = compacts
    self.options = options
    self.capacity = capacity
    self.events = events
    self.rows = rows
    plan = CompiledTableau(method.tableau, in: arena)
    stops = StopTimes(options, Scalar.self)
    group = GroupState(rows: rows, capacity: capacity, method: method, in: arena)
    nextRoom = arena.columns(Scalar.self, rows: method.parts * rows, columns: capacity)
    argumentRoom = arena.columns(Scalar.self, rows: rows, columns: capacity)
    scratchRoom = arena.columns(Scalar.self, rows: method.parts * rows, columns: capacity)
    stepRoom = arena.vector(Scalar.self, capacity)
    timeRoom = arena.vector(Scalar.self, capacity)
    stageTimes = arena.vector(Double.self, capacity)
    jumped = arena.vector(Int32.self, capacity)
    slotRoom = arena.vector(Int32.self, capacity)
    placeRoom = arena.vector(Int32.self, capacity)
    stepper = Stepper(
      field: field, options: options, history: group.history, capacity: capacity, isRefined: isRefined, in: arena)
    let tape = Self.stageTape(of: field, columns: capacity, method: method)
    buffers = arena.vector(StageBuffer<Scalar>.self, bufferCount)
    for i in 0..<bufferCount {
      let buffer = StageBuffer<Scalar>(
        stages: method.tableau.stages, rows: rows, capacity: capacity, tape: tape, in: arena)
      if !arena.isCounting { buffers[i] = buffer }
    }
    scale = ErrorScale(options.control, rows: rows, in: arena)
    errorTest = ErrorTest(options, capacity: capacity, in: arena)
    triedStages =
      if case .fixed = options.control { method.tableau.stepStages } else { method.tableau.estimateStages }
  }

  var tableau: Tableau { options.method.tableau }
  var isPerSample: Bool { options.stepping == .sample }
  /// Whether a column's steps do not depend on the others.
  var stepsAlone: Bool {
    if case .fixed = options.control { return true }
    return isPerSample
  }

  // MARK: The step at hand, in the columns in use

  /// The state at the start of the step, `[rows, columns]`, without what the method carries besides.
  var state: MutableColumns<Scalar> { group.state.rows(0..<rows) }
  /// The state at the end of the step, and its auxiliary state, as in the group.
  var next: MutableColumns<Scalar> { nextRoom.packed(columns: group.columns) }
  /// Where a stage is evaluated, `[rows, columns]`.
  var argument: MutableColumns<Scalar> { argumentRoom.packed(columns: group.columns) }
  /// An array of the shape of ``next`` for passing use.
  var scratch: MutableColumns<Scalar> { scratchRoom.packed(columns: group.columns) }
  /// `group.step` in the number type of the state.
  var stepRow: MutableVector<Scalar> { stepRoom.first(group.columns) }
  /// The stage's times, origins added, in the number type of the state.
  var timeRow: MutableVector<Scalar> { timeRoom.first(group.columns) }
  /// Slots and places of columns for passing use.
  var slots: MutableVector<Int32> { slotRoom.first(group.columns) }
  var places: MutableVector<Int32> { placeRoom.first(group.columns) }

  // MARK: Buffers

  /// The buffer of a step.
  func buffer(of stepIndex: Int) -> UnsafeMutablePointer<StageBuffer<Scalar>> {
    buffers.base + stepIndex % buffers.count
  }

  /// Notes that a step is the latest one that has a buffer.
  func countBanks() { peakBuffers = max(peakBuffers, min(buffers.count, group.stepIndex + 1)) }

  /// Forgets the stages of earlier solves.
  func forgetStages() {
    for i in 0..<buffers.count { buffers.base[i].stepIndex = -1 }
    isFirstStageReady = false
  }
}
