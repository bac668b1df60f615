import Kernels

/// A random order of `0 ..< count` that a seed, a purpose and an epoch fix.
enum KeyedPermutation {
  /// The order, by Fisher and Yates' shuffle: every one of the `count!` orders is equally likely.
  static func make(count: Int, stream: RandomStream, seed: UInt64, epoch: Int) -> [Int32] {
    var order: [Int32] = []
    write(to: &order, count: count, stream: stream, seed: seed, epoch: epoch)
    return order
  }

  /// Replaces an array by the order that ``make(count:stream:seed:epoch:)`` gives, in the memory it has.
  static func write(to order: inout [Int32], count: Int, stream: RandomStream, seed: UInt64, epoch: Int) {
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: 0..<Int32(count))
    guard count > 1 else { return }
    let philox = Philox(seed: seed)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(philox.integer(below: UInt64(last) + 1, stream, UInt32(epoch), UInt64(last))))
    }
  }
}
