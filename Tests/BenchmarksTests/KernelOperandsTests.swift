import Testing

@testable import Benchmarks

@Suite struct KernelOperandsTests {
  @Test func twentyDifferentShapesAreMeasured() {
    let shapes = KernelShape.measured
    #expect(shapes.count == 20)
    #expect(Set(shapes.map { "\($0)" }).count == 20)
    // Columns are whole lanes of both types.
    #expect(shapes.allSatisfy { $0.columns % 16 == 0 })
  }

  /// The counts of a 3 x 5 product on 16 columns, by hand.
  @Test func workIsCounted() {
    let operands = KernelOperands<Float>(KernelShape(rows: 3, depth: 5, columns: 16))
    for kernel in [KernelOperands<Float>.Kernel.product, .transposed, .outer] {
      guard case .products(480) = operands.work(of: kernel) else {
        Issue.record("\(kernel)")
        continue
      }
    }
    let streams: [(KernelOperands<Float>.Kernel, Int, Int)] = [
      // z read, a and derivative written; base and six stages read, the sum written; x read, three limbs read and
      // written.
      (.activation, 48, 3 * 48 * 4), (.stageSum, 48, 8 * 48 * 4), (.reduction, 15, 15 * (4 + 2 * 3 * 8)),
    ]
    for (kernel, elements, bytes) in streams {
      guard case .stream(elements, bytes) = operands.work(of: kernel) else {
        Issue.record("\(kernel)")
        continue
      }
    }
    for kernel in KernelOperands<Float>.Kernel.allCases { operands.run(kernel) }
  }

  @Test func aTimeIsThatOfOneCall() {
    var calls = 0
    let time = BestTime.nanoseconds(windows: 3, window: 100_000) { calls += 1 }
    #expect(time > 0 && time < 100_000)
    #expect(calls > 4)
  }
}
