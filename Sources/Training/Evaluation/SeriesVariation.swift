import Kernels
import Messaging
import Storage

/// How much each series varies over the samples that are evaluated: what a perfect model would explain.
struct SeriesVariation: Sendable, Equatable {
  /// The sum of squared deviations from the series' mean, in units of the scaled data.
  let squares: [Double]
  private let means: [Double]

  /// Measures the observed entries of some samples; a collective call.
  ///
  /// The sums are exact, so the result does not depend on the number of ranks.
  static func measure<Scalar: TrainingScalar>(
    _ samples: [Int], _ feed: SeriesFeed<Scalar>, _ communicator: Communicator
  ) throws(TrainingError) -> SeriesVariation {
    let series = feed.file.seriesCount
    // The number of entries, counted as a sum, stands beside each sum of values.
    let moments = try reduce(samples, feed, communicator, sums: 2 * series) { value, index, add in
      add(value, index)
      add(1, series + index)
    }
    let means = (0..<series).map { moments[series + $0] > 0 ? moments[$0] / moments[series + $0] : 0 }
    let squares = try reduce(samples, feed, communicator, sums: series) { value, index, add in
      add((value - means[index]) * (value - means[index]), index)
    }
    return SeriesVariation(squares: squares, means: means)
  }

  /// Adds one item's squared deviations from the means of all.
  func addSquares<Scalar: TrainingScalar>(
    of item: SolveItem, _ feed: SeriesFeed<Scalar>, to sums: inout [Double]
  ) throws(TrainingError) {
    let series = means.count
    try feed.read(item) { _, values, mask in
      for place in values.indices where mask[place] != 0 {
        let deviation = values[place] - means[place % series]
        sums[place % series] += deviation * deviation
      }
    }
  }

  private static func reduce<Scalar: TrainingScalar>(
    _ samples: [Int], _ feed: SeriesFeed<Scalar>, _ communicator: Communicator, sums: Int,
    _ use: (_ value: Double, _ series: Int, _ add: (Double, Int) -> Void) -> Void
  ) throws(TrainingError) -> [Double] {
    let reduction = Reduction<Scalar>(parameters: 0, sums: sums, ranks: communicator.size)
    let series = feed.file.seriesCount
    try Agreement.onEveryRank(communicator) { () throws(TrainingError) in
      for index in stride(from: communicator.rank, to: samples.count, by: communicator.size) {
        let item = SolveItem(sample: samples[index], start: 0, length: feed.file.length(of: samples[index]))
        // Summed per sample first: one exact addition for each sample instead of each value.
        var partial = [Double](repeating: 0, count: sums)
        try feed.read(item) { _, values, mask in
          for place in values.indices where mask[place] != 0 {
            use(values[place], place % series) { partial[$1] += $0 }
          }
        }
        for sum in 0..<sums {
          guard reduction.add(partial[sum], to: sum) else {
            throw TrainingError(
              .data, "\(feed.file.path): /values, sample \(samples[index]): the values are too large; set data.scale.")
          }
        }
      }
    }
    try reduction.exchange(communicator)
    return (0..<sums).map { reduction.sum($0) }
  }
}
