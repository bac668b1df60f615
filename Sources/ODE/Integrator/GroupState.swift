import Kernels

/// The state of a group's integration between two steps, in one block of memory so that a snapshot of it is one copy.
///
/// Column `c` carries sample `ids[c]`. Samples that have reached their end are removed when whole lanes become free, so
/// a column's place may change; columns from `live` on are padding that copies the first column and never moves.
struct GroupState<Scalar: KernelScalar> {
  private struct Header: BitwiseCopyable {
    var columns = 0
    var live = 0
    var stepIndex = 0
  }

  private let header: MutableVector<Header>
  /// The first time of each column's sample, from which its clock runs.
  let origin: MutableVector<Double>
  /// The time elapsed since each column's sample began: the nearest number, and what that lacks.
  ///
  /// Rounded sums of step sizes would drift apart from the state, which takes the sizes as they are.
  let time: MutableVector<Double>
  let lag: MutableVector<Double>
  /// Where each column's integration ends, as time elapsed.
  let end: MutableVector<Double>
  /// The signed step of each column; 0 where the column did not advance.
  let step: MutableVector<Double>
  /// The magnitude to try next: of each column, or in `[0]` of the whole group.
  let trial: MutableVector<Double>
  /// The last accepted error ratio, and the one before, as `trial`.
  let error1: MutableVector<Double>
  let error2: MutableVector<Double>
  /// Where an event cuts the step of a column that is cut, as time elapsed.
  let cut: MutableVector<Double>
  /// Which sample a column carries.
  let ids: MutableVector<Int32>
  /// The next observation of each column.
  let cursor: MutableVector<Int32>
  /// 1 where the last trial was rejected, as `trial`.
  let wasRejected: MutableVector<Int32>
  /// Which event cuts the step of each column, and which one was at its start; -1 for none.
  let cutKind: MutableVector<Int32>
  let fired: MutableVector<Int32>
  /// How many steps a column has advanced in its segment.
  let age: MutableVector<Int32>
  /// 1 where the column's segment ends with this step.
  let endsSegment: MutableVector<Int32>
  /// 1 where time runs forward, -1 where it runs backward.
  let direction: MutableVector<Int32>
  /// Room for ``state``.
  private let states: MutableColumns<Scalar>
  /// What a method of several steps remembers; nil for others.
  let history: StepHistory<Scalar>?
  /// The rows of states and auxiliary states together.
  let rows: Int
  /// Whether segments are counted.
  private let hasSegments: Bool
  let capacity: Int

  init(rows: Int, capacity: Int, method: Method, in arena: Arena) {
    self.rows = method.parts * rows
    hasSegments = method.isReversible
    self.capacity = capacity
    header = arena.vector(Header.self, 1)
    origin = arena.vector(Double.self, capacity)
    time = arena.vector(Double.self, capacity)
    lag = arena.vector(Double.self, capacity)
    end = arena.vector(Double.self, capacity)
    step = arena.vector(Double.self, capacity)
    trial = arena.vector(Double.self, capacity)
    error1 = arena.vector(Double.self, capacity)
    error2 = arena.vector(Double.self, capacity)
    cut = arena.vector(Double.self, capacity)
    ids = arena.vector(Int32.self, capacity)
    cursor = arena.vector(Int32.self, capacity)
    wasRejected = arena.vector(Int32.self, capacity)
    direction = arena.vector(Int32.self, capacity)
    cutKind = arena.vector(Int32.self, capacity)
    fired = arena.vector(Int32.self, capacity)
    age = arena.vector(Int32.self, hasSegments ? capacity : 0)
    endsSegment = arena.vector(Int32.self, hasSegments ? capacity : 0)
    states = arena.columns(Scalar.self, rows: self.rows, columns: capacity)
    history = method.multistep.map { StepHistory($0, rows: rows, capacity: capacity, in: arena) }
  }

  /// The padded number of columns in use.
  var columns: Int {
    get { header[0].columns }
    nonmutating set { header[0].columns = newValue }
  }

  /// How many of them carry a sample.
  var live: Int {
    get { header[0].live }
    nonmutating set { header[0].live = newValue }
  }

  /// How many steps have been accepted before this state.
  var stepIndex: Int {
    get { header[0].stepIndex }
    nonmutating set { header[0].stepIndex = newValue }
  }

  /// The states, `[rows, columns]`: those of the problem, then their auxiliary states where the method carries some.
  var state: MutableColumns<Scalar> { states.packed(columns: columns) }

  /// The derivatives that a method of several steps remembers, `[place, row, column]`; nil for others.
  var past: ColumnStack<Scalar>? { history?.derivatives.packed(columns: columns).view }

  /// The memory of all of it, one block.
  var block: UnsafeMutableRawPointer { UnsafeMutableRawPointer(header.base) }

  /// The bytes of the block that the columns in use take.
  var usedBytes: Int { usedBytes(columns: columns) }

  private func usedBytes(columns: Int) -> Int {
    let last = history.map { UnsafeRawPointer($0.derivatives.base) } ?? UnsafeRawPointer(states.base)
    let values = history.map { $0.memory * $0.derivatives.rows } ?? rows
    return last - UnsafeRawPointer(block) + values * columns * MemoryLayout<Scalar>.stride
  }

  /// Takes over a snapshot of a group of the same shape.
  func copy(from snapshot: UnsafeRawPointer) {
    block.copyMemory(from: snapshot, byteCount: usedBytes(columns: snapshot.load(as: Header.self).columns))
  }

  /// How many steps had been accepted before a snapshot.
  static func stepIndex(of snapshot: UnsafeRawPointer) -> Int { snapshot.load(as: Header.self).stepIndex }

  /// Lets a column carry a sample from `start` to `end`, as times elapsed since `origin`, its first observation already
  /// made.
  func assign(_ column: Int, sample: Int, origin: Double, from start: Double, to end: Double) {
    ids[column] = Int32(sample)
    self.origin[column] = origin
    time[column] = start
    lag[column] = 0
    self.end[column] = end
    direction[column] = end < start ? -1 : 1
    cursor[column] = 1
  }

  /// The way that a column has left to a time elapsed, as exact as a number can be.
  func way(_ column: Int, to goal: Double) -> Double { goal - time[column] - lag[column] }

  /// The clock of a column after its step.
  ///
  /// Source: Knuth, "The Art of Computer Programming", volume 2, 4.2.2, theorem B: the sum of two numbers without
  /// error.
  func advanced(_ column: Int) -> (time: Double, lag: Double) {
    let (time, step) = (time[column], step[column])
    let sum = time + step
    let added = sum - time
    let rest = (time - (sum - added)) + (step - added) + lag[column]
    let rounded = sum + rest
    return (rounded, rest - (rounded - sum))
  }

  /// Lets the controller of a column, or of the group, start afresh.
  func forgetErrors(_ index: Int) {
    error1[index] = 1
    error2[index] = 1
    wasRejected[index] = 0
  }

  /// Sets a column's clock to a time elapsed that steps land on.
  func land(_ column: Int, at time: Double) {
    self.time[column] = time
    lag[column] = 0
  }

  /// Whether a column still has a way to go.
  func isActive(_ column: Int) -> Bool { time[column] != end[column] }

  /// Whether an event ends a column's step before its end.
  func isCut(_ column: Int) -> Bool { cutKind[column] >= 0 }

  /// Lets an event of a kind end a column's step.
  func cut(_ column: Int, at time: Double, kind: Int) {
    cut[column] = time
    cutKind[column] = Int32(kind)
  }

  /// Drops the columns that have reached their end, keeping the order of the others; `scratch` is as large as the
  /// state.
  func compact(
    to newColumns: Int, perColumnControl: Bool, scratch: MutableColumns<Scalar>, slots: MutableVector<Int32>,
    places: MutableVector<Int32>
  ) {
    let oldColumns = columns
    var kept = 0
    for column in 0..<live where isActive(column) {
      places[kept] = Int32(column)
      origin[kept] = origin[column]
      time[kept] = time[column]
      lag[kept] = lag[column]
      end[kept] = end[column]
      ids[kept] = ids[column]
      cursor[kept] = cursor[column]
      fired[kept] = fired[column]
      if hasSegments { age[kept] = age[column] }
      direction[kept] = direction[column]
      if perColumnControl {
        trial[kept] = trial[column]
        error1[kept] = error1[column]
        error2[kept] = error2[column]
        wasRejected[kept] = wasRejected[column]
      }
      history?.move(column, to: kept, choiceToo: perColumnControl)
      kept += 1
    }
    for column in kept..<newColumns { places[column] = places[0] }
    let (slots, places) = (slots.first(newColumns), places.first(newColumns))
    slots.fill(0)
    let old = scratch.packed(columns: oldColumns)
    old.copy(state)
    Scalar.gatherColumns(
      states.packed(columns: newColumns), from: ColumnStack(old.view), slots: slots.view, ids: places.view)
    history?.compact(from: oldColumns, to: newColumns, scratch: scratch, slots: slots.view, places: places.view)
    live = kept
    columns = newColumns
    pad()
  }

  /// Lets the padding copy the first column's bookkeeping and stay where it is.
  func pad() {
    for column in live..<max(live, columns) {
      origin[column] = origin[0]
      time[column] = time[0]
      lag[column] = 0
      end[column] = time[0]
      step[column] = 0
      ids[column] = ids[0]
      direction[column] = direction[0]
      cursor[column] = 0
      cutKind[column] = -1
      fired[column] = -1
      history?.forget(column)
      if hasSegments { endsSegment[column] = 0 }
    }
  }
}
