/// Blocks kept in memory, at most a fixed number; the one used longest ago makes room.
final class SeriesBlockCache {
  private let capacity: Int
  private var blocks: [SeriesBlock] = []
  private var lastUses: [Int] = []
  private var slots: [Int: Int] = [:]
  private var clock = 0

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// The block of this number, filled by `load` where it is not there yet; `make` gives memory for one more.
  func block(
    _ number: Int, make: () -> SeriesBlock, load: (SeriesBlock) throws(StorageError) -> Void
  ) throws(StorageError) -> SeriesBlock {
    clock += 1
    if let slot = slots[number] {
      lastUses[slot] = clock
      return blocks[slot]
    }
    let slot = room(make)
    // The slot belongs to no block until it is filled.
    try load(blocks[slot])
    slots[number] = slot
    lastUses[slot] = clock
    return blocks[slot]
  }

  /// How many blocks are in memory.
  var count: Int { slots.count }

  /// Whether a block is in memory.
  func holds(_ number: Int) -> Bool { slots[number] != nil }

  private func room(_ make: () -> SeriesBlock) -> Int {
    if blocks.count < capacity {
      blocks.append(make())
      lastUses.append(0)
      return blocks.count - 1
    }
    let slot = lastUses.indices.min { lastUses[$0] < lastUses[$1] }!
    slots = slots.filter { $0.value != slot }
    lastUses[slot] = 0
    return slot
  }
}
