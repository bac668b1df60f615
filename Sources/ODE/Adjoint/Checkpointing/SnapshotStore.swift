import Kernels

/// Snapshots of a solve within a fixed number of slots, thinned as the solve grows.
///
/// While there is room every step is kept. When the slots are full every other snapshot goes and from then on every
/// second (fourth, eighth ...) step is kept, so that any number of steps fits and each gap can be replayed. The sweep
/// backward splits each gap with the binomial schedule of Griewank and Walther ("Algorithm 799: Revolve", ACM TOMS 26
/// (2000) 19-45) over the slots that are free by then.
struct SnapshotStore {
  /// A run of steps of which the first has a snapshot.
  struct Segment: BitwiseCopyable {
    var slot: Int32
    var length: Int32
  }

  private let slots: UnsafeMutableRawPointer
  private let slotBytes: Int
  private let capacity: Int
  /// Slots that have been given back.
  private var free: MutableVector<Int32>
  private var freeCount = 0
  /// Slots from here on have never been taken.
  private var unused: Int32 = 0
  /// The segments not yet swept, the latest steps on top.
  private var segments: MutableVector<Segment>
  private(set) var segmentCount = 0
  private var spacing = 1
  private var records = 0
  /// The most slots that have been in use at once.
  private(set) var peakSlots = 0

  /// Makes an empty store of slots of `slotBytes` each, in memory that others may use until it is cleared.
  init(slots capacity: Int, slotBytes: Int, in arena: Arena) {
    self.capacity = capacity
    self.slotBytes = slotBytes
    slots = UnsafeMutableRawPointer(arena.take(UInt8.self, capacity * slotBytes))
    free = arena.vector(Int32.self, capacity)
    segments = arena.vector(Segment.self, capacity)
  }

  /// Forgets every snapshot and takes possession of the memory.
  mutating func clear() {
    free = Self.rebind(free)
    segments = Self.rebind(segments)
    segmentCount = 0
    spacing = 1
    records = 0
    freeCount = 0
    unused = 0
  }

  /// The same memory for the same values, whatever lay there in between.
  private static func rebind<T: BitwiseCopyable>(_ list: MutableVector<T>) -> MutableVector<T> {
    let memory = UnsafeMutableRawPointer(list.base)
    return MutableVector(memory.bindMemory(to: T.self, capacity: list.count), count: list.count)
  }

  /// Whether the next step finds no slot free, so that others must go.
  var isFull: Bool { freeSlots == 0 }

  /// The memory of a slot.
  func memory(_ slot: Int32) -> UnsafeMutableRawPointer { slots + Int(slot) * slotBytes }

  /// Notes an accepted step of the forward solve; returns the slot to copy the group to, or nil if it is left out.
  mutating func note() -> Int32? {
    defer { records += 1 }
    if records % spacing != 0 {
      segments[segmentCount - 1].length += 1
      return nil
    }
    if freeSlots == 0 {
      thin()
      if records % spacing != 0 {
        segments[segmentCount - 1].length += 1
        return nil
      }
    }
    let slot = takeSlot()
    push(Segment(slot: slot, length: 1))
    return slot
  }

  /// The segment with the latest steps not yet swept.
  var top: Segment { segments[segmentCount - 1] }

  /// Shortens the top segment to its first `length` steps; to none removes it and frees its slot.
  mutating func shortenTop(to length: Int32) {
    if length > 0 {
      segments[segmentCount - 1].length = length
    } else {
      free[freeCount] = top.slot
      freeCount += 1
      segmentCount -= 1
    }
  }

  /// Where to split the top segment: after how many steps a new snapshot is worth most; nil if no slot is free.
  func split() -> Int32? {
    freeSlots == 0 ? nil : Self.split(Int(top.length), slots: freeSlots + 1)
  }

  /// Cuts the top segment after `steps` steps and puts the rest on top, in the slot returned.
  mutating func splitTop(after steps: Int32) -> Int32 {
    let rest = top.length - steps
    segments[segmentCount - 1].length = steps
    let slot = takeSlot()
    push(Segment(slot: slot, length: rest))
    return slot
  }

  /// The first split of the binomial schedule for `n >= 2` steps and `c >= 2` slots, the first step's included.
  static func split(_ n: Int, slots c: Int) -> Int32 {
    var r = 0
    // binomial(c + r, c), grown until it reaches n; bounded by about n (c + 1), so it cannot overflow.
    var reach = 1
    while reach < n {
      r += 1
      reach = reach * (c + r) / r
    }
    // binomial(c + r - 1, c) = reach r / (c + r); binomial(c + r - 2, c - 1) from it.
    let previous = reach * r / (c + r)
    let rest = previous * c / (c + r - 1)
    return Int32(max(1, min(previous, n - rest)))
  }

  private var freeSlots: Int { freeCount + capacity - Int(unused) }

  private mutating func takeSlot() -> Int32 {
    peakSlots = max(peakSlots, capacity - freeSlots + 1)
    guard freeCount == 0 else {
      freeCount -= 1
      return free[freeCount]
    }
    unused += 1
    return unused - 1
  }

  private mutating func push(_ segment: Segment) {
    segments[segmentCount] = segment
    segmentCount += 1
  }

  /// Joins neighbouring segments in pairs.
  private mutating func thin() {
    spacing *= 2
    var kept = 0
    for i in 0..<segmentCount {
      if i % 2 == 0 {
        segments[kept] = segments[i]
        kept += 1
      } else {
        segments[kept - 1].length += segments[i].length
        free[freeCount] = segments[i].slot
        freeCount += 1
      }
    }
    segmentCount = kept
  }
}
