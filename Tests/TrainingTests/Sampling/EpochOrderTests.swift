import Kernels
import Testing

@testable import Training

/// Orders of epochs that are too long for a table.
@Suite struct EpochOrderTests {
  private func order(_ count: Int, seed: UInt64 = 3, epoch: Int = 0) -> EpochOrder {
    var order = EpochOrder(count: count, seed: seed)
    order.begin(epoch)
    return order
  }

  @Test("Short epochs are shuffled as ever", arguments: [1, 2, 17, 1 << 20])
  func short(count: Int) {
    let table = KeyedPermutation.make(count: count, stream: .shuffle, seed: 3, epoch: 5)
    let order = order(count, epoch: 5)
    #expect((0..<count).allSatisfy { order[$0] == Int(table[$0]) })
  }

  @Test("Every item of a long epoch comes up once", arguments: [1 << 20 + 1, 1_500_000, 1 << 21])
  func exact(count: Int) {
    let order = order(count)
    var seen = [Bool](repeating: false, count: count)
    for place in 0..<count { seen[order[place]] = true }
    #expect(!seen.contains(false))
  }

  @Test("Epochs and seeds have orders of their own, and neighbours do not stay together")
  func differences() {
    let count = 1_500_000
    let orders = [order(count), order(count, epoch: 1), order(count, seed: 4)]
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
      // Of random orders about one place agrees.
      #expect((0..<count).count { orders[a][$0] == orders[b][$0] } < 12)
    }
    #expect((1..<count).count { abs(orders[0][$0] - orders[0][$0 - 1]) == 1 } < 14)
  }

  @Test("Wherever an item stands, all items are equally likely there", arguments: [0, 777_777, 4_999_999_999])
  func unbiased(place: Int) {
    var cells = [Int](repeating: 0, count: 20)
    let count = 5_000_000_000
    for epoch in 0..<4000 { cells[order(count, epoch: epoch)[place] / (count / 20)] += 1 }
    // Chi square with 19 degrees of freedom exceeds 50.8 with probability 1e-4.
    #expect(cells.reduce(0.0) { $0 + Double(($1 - 200) * ($1 - 200)) / 200 } < 50.8)
  }

  @Test("A billion windows a sample cost no more than one until they are drawn")
  func windows() {
    let count = 1_000_000_000
    var sampler = BatchSampler(
      samples: [0, 1, 2], length: { _ in 40 }, windows: WindowLayout(length: 5, perSample: count), batch: 64, seed: 1,
      position: SamplerPosition(epoch: 0, item: 3 * count - 10))
    let last = sampler.next()
    #expect(last.count == 10 && sampler.position == SamplerPosition(epoch: 1, item: 0))
    let next = sampler.next()
    #expect(next.count == 64 && Set(next.map(\.sample)) == [0, 1, 2] && Set(next.map(\.start)).count > 20)
  }
}
