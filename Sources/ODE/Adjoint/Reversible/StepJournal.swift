import Kernels

/// What is noted of the steps of a solve from which they can be taken back.
///
/// These are times, sizes and who took part, and at the end of a segment the states themselves.
/// /// Per step it takes 36 bytes a column, or 80 in all if the columns do not differ, and per segment the states once.
/// Entries are pushed by the forward solve and popped by the sweep backward.
struct StepJournal<Scalar: KernelScalar> {
  private struct Footer: BitwiseCopyable {
    var bytes: Int
    var live: Int32
    /// How many columns are spelled out: all that are live, or one that stands for all.
    var spelled: Int32
    var columns: Int32
    var anchors: Int32
  }

  private let memory: UnsafeMutableRawPointer
  private let capacity: Int
  private let slots: MutableVector<Int32>
  private let places: MutableVector<Int32>
  /// How many steps are recorded.
  private(set) var count = 0
  /// The bytes they take, room or no room.
  private(set) var bytes = 0

  /// The bytes of a step with `spelled` columns spelled out and `anchors` that end a segment, `rows` scalars each.
  static func entryBytes(spelled: Int, anchors: Int, rows: Int) -> Int {
    rounded(spelled * 3 * (MemoryLayout<Double>.stride + MemoryLayout<Int32>.stride))
      + rounded(anchors * rows * MemoryLayout<Scalar>.stride) + rounded(MemoryLayout<Footer>.stride)
  }

  /// What a step takes at most, on the average of any number from the first on, where no segment has fewer than
  /// `segment` steps.
  static func stepBytes(samples: Int, rows: Int, segment: Int) -> Int {
    let states = samples * rows * MemoryLayout<Scalar>.stride
    // Of the states no more than rounding up adds to the share.
    return entryBytes(spelled: samples, anchors: 0, rows: rows) + 16 + (states + segment - 1) / segment
  }

  private static func rounded(_ bytes: Int) -> Int { (bytes + 15) & ~15 }

  /// Makes an empty journal with `capacity` bytes of memory for its steps, filled from the start.
  init(at memory: UnsafeMutableRawPointer, capacity: Int, pitch: Int, in arena: Arena) {
    self.memory = memory
    self.capacity = capacity
    slots = arena.vector(Int32.self, pitch)
    places = arena.vector(Int32.self, pitch)
  }

  /// Whether every step found room.
  var isComplete: Bool { bytes <= capacity }

  /// Forgets everything.
  mutating func clear() {
    count = 0
    bytes = 0
  }

  /// Records the accepted step the group stands at; `next` is its end.
  mutating func push(_ group: GroupState<Scalar>, next: Columns<Scalar>) {
    var anchors = 0
    for column in 0..<group.columns {
      let isAnchored = column < group.live && group.endsSegment[column] != 0
      slots[column] = isAnchored ? 0 : -1
      places[column] = Int32(anchors)
      anchors += isAnchored ? 1 : 0
    }
    let spelled = Self.isUniform(group) ? 1 : group.live
    let size = Self.entryBytes(spelled: spelled, anchors: anchors, rows: group.rows)
    let start = bytes
    bytes += size
    count += 1
    guard isComplete else { return }
    var place = memory + start
    write(group.time, spelled, &place)
    write(group.lag, spelled, &place)
    write(group.step, spelled, &place)
    write(group.ids, spelled, &place)
    write(group.cursor, spelled, &place)
    write(group.endsSegment, spelled, &place)
    if anchors > 0 {
      Scalar.scatterColumns(
        states(of: start, behind: place, anchors: anchors, rows: next.rows), slots: slots.view, ids: places.view,
        from: next)
    }
    let footer = Footer(
      bytes: size, live: Int32(group.live), spelled: Int32(spelled), columns: Int32(group.columns),
      anchors: Int32(anchors))
    (memory + bytes - Self.rounded(MemoryLayout<Footer>.stride)).storeBytes(of: footer, as: Footer.self)
  }

  /// Takes the last step out and brings the group to it, its state apart; false if there is none.
  ///
  /// Where segments end with the step, the states there are written to `ends`, and `anchored` says how many they are.
  mutating func pop(
    into group: GroupState<Scalar>, ends: MutableColumns<Scalar>, anchored: inout Int
  ) -> Bool {
    guard count > 0 else { return false }
    let footer = (memory + bytes - Self.rounded(MemoryLayout<Footer>.stride)).load(as: Footer.self)
    bytes -= footer.bytes
    count -= 1
    group.live = Int(footer.live)
    group.columns = Int(footer.columns)
    group.stepIndex = count
    var place = memory + bytes
    let spelled = Int(footer.spelled)
    read(group.time, spelled, &place)
    read(group.lag, spelled, &place)
    read(group.step, spelled, &place)
    read(group.ids, spelled, &place)
    read(group.cursor, spelled, &place)
    read(group.endsSegment, spelled, &place)
    for column in spelled..<group.live {
      group.time[column] = group.time[0]
      group.lag[column] = group.lag[0]
      group.step[column] = group.step[0]
      group.ids[column] = Int32(column)
      group.cursor[column] = group.cursor[0]
      group.endsSegment[column] = group.endsSegment[0]
    }
    group.pad()
    anchored = Int(footer.anchors)
    guard anchored > 0 else { return true }
    var next: Int32 = 0
    for column in 0..<group.columns {
      let isAnchored = column < group.live && group.endsSegment[column] != 0
      slots[column] = isAnchored ? 0 : -1
      places[column] = isAnchored ? next : 0
      next += isAnchored ? 1 : 0
    }
    Scalar.gatherColumns(
      ends.packed(columns: group.columns),
      from: states(of: bytes, behind: place, anchors: anchored, rows: ends.rows).view, slots: slots.view,
      ids: places.view)
    return true
  }

  /// The states at the ends of segments in the entry that begins at `start`, behind what ends at `place`.
  private func states(
    of start: Int, behind place: UnsafeMutableRawPointer, anchors: Int, rows: Int
  ) -> MutableColumnStack<Scalar> {
    let states = memory + start + Self.rounded(place - memory - start)
    return MutableColumnStack(
      states.bindMemory(to: Scalar.self, capacity: anchors * rows), count: 1, rows: rows, columns: anchors)
  }

  /// Whether all columns take the same step and none has left.
  private static func isUniform(_ group: GroupState<Scalar>) -> Bool {
    (0..<group.live).allSatisfy {
      group.ids[$0] == Int32($0) && group.time[$0] == group.time[0] && group.lag[$0] == group.lag[0]
        && group.step[$0] == group.step[0] && group.cursor[$0] == group.cursor[0]
        && group.endsSegment[$0] == group.endsSegment[0]
    }
  }

  private func write<T: BitwiseCopyable>(
    _ values: MutableVector<T>, _ count: Int, _ place: inout UnsafeMutableRawPointer
  ) {
    let bytes = count * MemoryLayout<T>.stride
    place.copyMemory(from: values.first(count).base, byteCount: bytes)
    place += bytes
  }

  private func read<T: BitwiseCopyable>(
    _ values: MutableVector<T>, _ count: Int, _ place: inout UnsafeMutableRawPointer
  ) {
    let bytes = count * MemoryLayout<T>.stride
    UnsafeMutableRawPointer(values.first(count).base).copyMemory(from: place, byteCount: bytes)
    place += bytes
  }
}
