/// Blocks kept in memory, at most a fixed number; the one used longest ago makes room.
///
/// Finding a block and making room take the same time however many there are: the slots are linked in the order of
/// their last use.
final class SeriesBlockCache {
  private let capacity: Int
  private var slots: [Slot] = []
  /// The slot of each block that is in memory.
  private var places: [Int: Int] = [:]
  /// The slots used longest ago and last; -1 while there are none.
  private var (oldest, newest) = (-1, -1)

  /// Memory for a block, and its neighbours in the order of last use; -1 where there is none.
  private struct Slot {
    let block: SeriesBlock
    /// The number of the block it holds; nil while it holds none.
    var number: Int?
    var older = -1
    var newer = -1
  }

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// The block of this number, filled by `load` where it is not there yet; `make` gives memory for one more.
  func block(
    _ number: Int, make: () -> SeriesBlock, load: (SeriesBlock) throws(StorageError) -> Void
  ) throws(StorageError) -> SeriesBlock {
    if let place = places[number] {
      touch(place)
      return slots[place].block
    }
    let place = room(make)
    // The slot belongs to no block until it is filled, and is the first to be filled where that fails.
    try load(slots[place].block)
    slots[place].number = number
    places[number] = place
    touch(place)
    return slots[place].block
  }

  /// How many blocks are in memory.
  var count: Int { places.count }

  /// Whether a block is in memory.
  func holds(_ number: Int) -> Bool { places[number] != nil }

  /// A slot that holds no block and is the oldest.
  private func room(_ make: () -> SeriesBlock) -> Int {
    if let number = oldest < 0 ? nil : slots[oldest].number {
      guard slots.count < capacity else {
        places[number] = nil
        slots[oldest].number = nil
        return oldest
      }
    } else if oldest >= 0 {
      return oldest
    }
    slots.append(Slot(block: make(), number: nil))
    let place = slots.count - 1
    slots[place].newer = oldest
    if oldest >= 0 { slots[oldest].older = place } else { newest = place }
    oldest = place
    return place
  }

  /// Makes a slot the newest.
  private func touch(_ place: Int) {
    guard place != newest else { return }
    let (older, newer) = (slots[place].older, slots[place].newer)
    if older >= 0 { slots[older].newer = newer } else { oldest = newer }
    slots[newer].older = older
    slots[newest].newer = place
    slots[place].older = newest
    slots[place].newer = -1
    newest = place
  }
}
