import Kernels

/// The order of an epoch's items, fixed by seed and epoch.
///
/// Up to ``tableLimit`` items are shuffled in a table (``KeyedPermutation``). The order of more is a formula, so that
/// neither the memory it takes nor the time before an epoch's first batch grows with the items.
///
/// The formula writes an item as two digits of about equal range and changes each in turn by a random number that the
/// other one decides, as in the ciphers of Black and Rogaway (2002, "Ciphers with arbitrary finite domains", section 5,
/// with Feistel's rounds). What falls beyond the last item, one in thousands, goes round again. Every item comes up
/// once; of all orders, those of the formula are but a part, as they are of any key.
struct EpochOrder {
  /// The most items that are shuffled in a table.
  static let tableLimit = 1 << 20
  /// As many as make a strong random permutation (Luby and Rackoff 1988), and two to spare.
  private static let rounds = 6

  /// How many items there are.
  let count: Int
  private let seed: UInt64
  private let philox: Philox
  private let (left, right): (UInt64, UInt64)
  private var epoch: Int?
  private var table: [Int32] = []

  /// Makes the orders of epochs of `count` items, at least 1.
  init(count: Int, seed: UInt64) {
    self.count = count
    self.seed = seed
    philox = Philox(seed: seed)
    let root = UInt64(Double(count).squareRoot().rounded(.up))
    (left, right) = (root, (UInt64(count) + root - 1) / root)
  }

  /// Turns to an epoch.
  mutating func begin(_ epoch: Int) {
    guard self.epoch != epoch else { return }
    self.epoch = epoch
    guard count <= Self.tableLimit else { return }
    KeyedPermutation.write(to: &table, count: count, stream: .shuffle, seed: seed, epoch: epoch)
  }

  /// The item at a place of the epoch begun.
  subscript(place: Int) -> Int {
    guard count > Self.tableLimit, let epoch else { return Int(table[place]) }
    var item = UInt64(place)
    repeat { item = stirred(item, UInt32(truncatingIfNeeded: epoch)) } while item >= UInt64(count)
    return Int(item)
  }

  /// One walk through the rounds, a permutation of `0 ..< left * right`.
  private func stirred(_ item: UInt64, _ epoch: UInt32) -> UInt64 {
    var (a, b) = (item / right, item % right)
    for round in 0..<UInt64(Self.rounds) {
      // Digits have at most 32 bits, so that the rounds draw from counters of their own.
      if round & 1 == 0 {
        a = (a + philox.integer(below: left, .shuffle, epoch, (round + 1) << 32 | b)) % left
      } else {
        b = (b + philox.integer(below: right, .shuffle, epoch, (round + 1) << 32 | a)) % right
      }
    }
    return a * right + b
  }
}
