import Testing

@testable import Benchmarks

@Suite struct SampleSummaryTests {
  /// Values of `numpy.quantile` (definition 7 of Hyndman and Fan) by hand: places 0.9 (n - 1) between the order
  /// statistics.
  @Test(arguments: [
    ([3.0], 3.0, 3.0, 3.0), ([2, 1], 1, 1.5, 1.9), ([5, 1, 3], 1, 3, 4.6), ([4, 2, 1, 3], 1, 2.5, 3.7),
    ([10, 0, 20, 30, 40, 50, 60, 70, 80, 90, 100], 0, 50, 90),
  ])
  func quantiles(values: [Double], minimum: Double, median: Double, ninetieth: Double) {
    let summary = SampleSummary(values)
    #expect(summary.minimum == minimum)
    #expect(summary.median == median)
    #expect(abs(summary.quantile(0.9) - ninetieth) < 1e-14)
    #expect(summary.quantile(1) == values.max())
  }
}
