import Kernels
import Testing

@testable import Training

/// The sampler's promises: exact epochs, addresses instead of sequences, resumption anywhere.
@Suite struct BatchSamplerTests {
  static let lengths = (0..<23).map { 5 + $0 % 7 }

  private func sampler(
    batch: Int, windows: WindowLayout? = nil, seed: UInt64 = 3, position: SamplerPosition = .start
  ) -> BatchSampler {
    BatchSampler(
      samples: Array(stride(from: 0, to: 23, by: 2)), length: { Self.lengths[$0] }, windows: windows, batch: batch,
      seed: seed, position: position)
  }

  @Test("An epoch uses every item exactly once, whatever the batch", arguments: [1, 2, 5, 7, 11, 12, 13, 100])
  func exactEpoch(batch: Int) {
    var sampler = sampler(batch: batch)
    #expect(sampler.itemCount == 12)
    for epoch in 0..<3 {
      #expect(sampler.position == SamplerPosition(epoch: epoch, item: 0))
      var items: [SolveItem] = []
      for index in 0..<sampler.batchesPerEpoch {
        let next = sampler.next()
        let last = index == sampler.batchesPerEpoch - 1
        #expect(next.count == (last ? 12 - batch * index : batch))
        items += next
      }
      #expect(items.map(\.sample).sorted() == Array(stride(from: 0, to: 23, by: 2)))
      #expect(items.allSatisfy { $0.start == 0 && $0.length == Self.lengths[$0.sample] })
    }
  }

  @Test("Windows: every sample is drawn as often as asked, inside its series, with every start reached")
  func windows() {
    let plan = WindowLayout(length: 6, perSample: 40)
    var sampler = sampler(batch: 32, windows: plan)
    var starts: [Int: Set<Int>] = [:]
    var draws: [Int: Int] = [:]
    for _ in 0..<sampler.batchesPerEpoch {
      for item in sampler.next() {
        draws[item.sample, default: 0] += 1
        starts[item.sample, default: []].insert(item.start)
        #expect(item.length == min(6, Self.lengths[item.sample]))
        #expect(item.start >= 0 && item.start + item.length <= Self.lengths[item.sample])
      }
    }
    #expect(draws.count == 12 && draws.values.allSatisfy { $0 == 40 })
    // With 40 draws of at most 6 starts, a start is missed with probability 6 (5/6)^40 < 0.5 %.
    for (sample, starts) in starts { #expect(starts.count == max(1, Self.lengths[sample] - 5)) }
  }

  @Test("Epochs, seeds and purposes have orders of their own")
  func orders() {
    func epoch(_ seed: UInt64, _ epoch: Int) -> [Int32] {
      KeyedPermutation.make(count: 100, stream: .shuffle, seed: seed, epoch: epoch)
    }
    let orders = [epoch(1, 0), epoch(1, 1), epoch(2, 0)]
    let split = KeyedPermutation.make(count: 100, stream: .split, seed: 1, epoch: 0)
    #expect(Set(orders + [split]).count == 4)
    for order in orders { #expect(order.sorted() == (0..<100).map { Int32($0) }) }
    #expect(epoch(1, 0) == orders[0])
  }

  @Test("All orders of three items are equally frequent")
  func unbiased() {
    var counts: [[Int32]: Int] = [:]
    let trials = 6000
    for epoch in 0..<trials {
      counts[KeyedPermutation.make(count: 3, stream: .shuffle, seed: 11, epoch: epoch), default: 0] += 1
    }
    #expect(counts.count == 6)
    // Chi square with 5 degrees of freedom exceeds 25.7 with probability 1e-4.
    let expected = Double(trials) / 6
    let chiSquare = counts.values.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    #expect(chiSquare < 25.7)
  }

  @Test("A sampler resumed at any step continues as if it had never stopped", arguments: [3, 5, 12])
  func resume(batch: Int) {
    let plan = WindowLayout(length: 4, perSample: 3)
    var whole = sampler(batch: batch, windows: plan)
    for _ in 0..<(3 * whole.batchesPerEpoch) {
      var resumed = sampler(batch: batch, windows: plan, position: whole.position)
      #expect(resumed.next() == whole.next())
      #expect(resumed.position == whole.position)
    }
  }

  @Test("Groups cut a batch in order, losing nothing", arguments: [1, 3, 4, 7, 20])
  func groups(size: Int) {
    var sampler = sampler(batch: 12)
    let items = sampler.next()
    let groups = SolveGroups(items, size: size)
    #expect(groups.flatMap(\.items) == items)
    #expect(groups.map(\.index) == Array(groups.indices))
    #expect(groups.dropLast().allSatisfy { $0.items.count == size })
    #expect(!groups.contains { $0.items.isEmpty })
  }

  @Test("Round robin hands out groups evenly: no rank has two more than another", arguments: 1...9)
  func roundRobin(ranks: Int) {
    for groups in 0...10 {
      let dealt = (0..<groups).map { RoundRobin().rank(of: $0, ranks: ranks) }
      let counts = (0..<ranks).map { rank in dealt.count { $0 == rank } }
      #expect(counts.reduce(0, +) == groups)
      #expect(counts.allSatisfy { $0 == groups / ranks || $0 == (groups + ranks - 1) / ranks })
    }
  }
}
