import Kernels

/// The state of a group's integration between two steps, in one block of memory so that a snapshot of it is one copy.
///
/// Column `c` carries sample `ids[c]`. Samples that have reached their end are removed when whole lanes become free, so
/// a column's place may change; columns from `live` on are padding that copies the first column and never moves.
struct Cohort<Scalar: Real> {
  private struct Header: BitwiseCopyable {
    var columns = 0
    var live = 0
    var record = 0
  }

  nonisolated(unsafe) let block: UnsafeMutableRawPointer
  private nonisolated(unsafe) let header: UnsafeMutablePointer<Header>
  /// The first time of each column's sample, from which its clock runs.
  nonisolated(unsafe) let origin: UnsafeMutablePointer<Double>
  /// The time elapsed since each column's sample began: the nearest number, and what that lacks.
  ///
  /// Rounded sums of step sizes would drift apart from the state, which takes the sizes as they are.
  nonisolated(unsafe) let time: UnsafeMutablePointer<Double>
  nonisolated(unsafe) let lag: UnsafeMutablePointer<Double>
  /// Where each column's integration ends, as time elapsed.
  nonisolated(unsafe) let end: UnsafeMutablePointer<Double>
  /// The signed step of each column; 0 where the column did not advance.
  nonisolated(unsafe) let step: UnsafeMutablePointer<Double>
  /// The magnitude to try next: of each column, or in `[0]` of the whole group.
  nonisolated(unsafe) let trial: UnsafeMutablePointer<Double>
  /// The last accepted error ratio, and the one before, as `trial`.
  nonisolated(unsafe) let error1: UnsafeMutablePointer<Double>
  nonisolated(unsafe) let error2: UnsafeMutablePointer<Double>
  /// Where an event cuts the step of a column that is cut, as time elapsed.
  nonisolated(unsafe) let cut: UnsafeMutablePointer<Double>
  /// Which sample a column carries.
  nonisolated(unsafe) let ids: UnsafeMutablePointer<Int32>
  /// The next observation of each column.
  nonisolated(unsafe) let cursor: UnsafeMutablePointer<Int32>
  /// 1 where the last trial was rejected, as `trial`.
  nonisolated(unsafe) let wasRejected: UnsafeMutablePointer<Int32>
  /// Which event cuts the step of each column, and which one was at its start; -1 for none.
  nonisolated(unsafe) let cutKind: UnsafeMutablePointer<Int32>
  nonisolated(unsafe) let fired: UnsafeMutablePointer<Int32>
  /// How many steps a column has advanced in its segment.
  nonisolated(unsafe) let age: UnsafeMutablePointer<Int32>
  /// 1 where the column's segment ends with this step.
  nonisolated(unsafe) let endsSegment: UnsafeMutablePointer<Int32>
  /// 1 where time runs forward, -1 where it runs backward.
  nonisolated(unsafe) let direction: UnsafeMutablePointer<Int32>
  /// The states, `[rows, columns]`: those of the problem, then their companions where the method carries some.
  nonisolated(unsafe) let state: UnsafeMutablePointer<Scalar>
  /// What a method of several steps remembers; nil for others.
  let history: StepHistory<Scalar>?
  /// The rows of states and companions together.
  let rows: Int
  /// Whether segments are counted.
  private let hasSegments: Bool
  let capacity: Int

  init(rows: Int, capacity: Int, method: Method, in arena: Arena) {
    self.rows = method.parts * rows
    hasSegments = method.isReversible
    self.capacity = capacity
    header = arena.take(Header.self, 1)
    block = UnsafeMutableRawPointer(header)
    origin = arena.take(Double.self, capacity)
    time = arena.take(Double.self, capacity)
    lag = arena.take(Double.self, capacity)
    end = arena.take(Double.self, capacity)
    step = arena.take(Double.self, capacity)
    trial = arena.take(Double.self, capacity)
    error1 = arena.take(Double.self, capacity)
    error2 = arena.take(Double.self, capacity)
    cut = arena.take(Double.self, capacity)
    ids = arena.take(Int32.self, capacity)
    cursor = arena.take(Int32.self, capacity)
    wasRejected = arena.take(Int32.self, capacity)
    direction = arena.take(Int32.self, capacity)
    cutKind = arena.take(Int32.self, capacity)
    fired = arena.take(Int32.self, capacity)
    age = arena.take(Int32.self, hasSegments ? capacity : 0)
    endsSegment = arena.take(Int32.self, hasSegments ? capacity : 0)
    state = arena.take(Scalar.self, self.rows * capacity)
    history = method.multistep.map { StepHistory($0, rows: rows, capacity: capacity, in: arena) }
  }

  /// The padded number of columns in use.
  var columns: Int {
    get { header.pointee.columns }
    nonmutating set { header.pointee.columns = newValue }
  }

  /// How many of them carry a sample.
  var live: Int {
    get { header.pointee.live }
    nonmutating set { header.pointee.live = newValue }
  }

  /// How many steps have been accepted before this state.
  var record: Int {
    get { header.pointee.record }
    nonmutating set { header.pointee.record = newValue }
  }

  /// The bytes of the block that the columns in use take.
  var usedBytes: Int { usedBytes(columns: columns) }

  private func usedBytes(columns: Int) -> Int {
    guard let history else {
      return UnsafeRawPointer(state) - UnsafeRawPointer(block) + rows * columns * MemoryLayout<Scalar>.stride
    }
    return UnsafeRawPointer(history.derivatives) - UnsafeRawPointer(block) + history.usedBytes(columns: columns)
  }

  /// Takes over a snapshot of a cohort of the same shape.
  func copy(from snapshot: UnsafeRawPointer) {
    block.copyMemory(from: snapshot, byteCount: usedBytes(columns: snapshot.load(as: Header.self).columns))
  }

  /// How many steps had been accepted before a snapshot.
  static func record(of snapshot: UnsafeRawPointer) -> Int { snapshot.load(as: Header.self).record }

  /// Lets a column carry a sample from `start` to `end`, as times elapsed since `origin`, its first observation already
  /// made.
  func seat(_ column: Int, sample: Int, origin: Double, from start: Double, to end: Double) {
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
    to newColumns: Int, perColumnControl: Bool, scratch: UnsafeMutablePointer<Scalar>,
    slots: UnsafeMutablePointer<Int32>, places: UnsafeMutablePointer<Int32>
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
    for column in 0..<newColumns { slots[column] = 0 }
    scratch.update(from: state, count: rows * oldColumns)
    Scalar.gatherColumns(
      state, columns: newColumns, from: scratch, pitch: oldColumns, slots: slots, ids: places, rows: rows)
    history?.compact(from: oldColumns, to: newColumns, scratch: scratch, slots: slots, places: places)
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
