import Host
import Kernels
import Messaging
import Storage

/// How much each series varies over the samples that are evaluated: what a perfect model would explain.
///
/// The means come from a reading of all these samples that ranks share (``add(_:values:mask:)``, ``finish(_:)``). The
/// squared deviations from them are summed by the first evaluation, which has the samples in its hands anyway. All sums
/// are exact, so the result does not depend on the number of ranks.
final class SeriesVariation<Scalar: TrainingScalar> {
  /// The sums of squared deviations from the series' means, in units of the scaled data; nil before they are known.
  var squares: [Double]?
  private let feed: SeriesFeed<Scalar>
  private var means: [Double] = []
  private let moments: Reduction<Scalar>
  private var partial: [Double]

  /// Starts with no values.
  init(_ feed: SeriesFeed<Scalar>, ranks: Int) {
    self.feed = feed
    // The number of entries, counted as a sum, stands beside each sum of values.
    partial = [Double](repeating: 0, count: 2 * feed.file.seriesCount)
    moments = Reduction(parameters: 0, sums: partial.count, ranks: ranks)
  }

  /// Reads some samples for it, shared among the ranks; a collective call.
  static func measure(
    _ samples: [Int], _ feed: SeriesFeed<Scalar>, _ communicator: Communicator, _ console: Console
  ) throws(PathlineError) -> SeriesVariation {
    let variation = SeriesVariation(feed, ranks: communicator.size)
    // Neighbours: they lie in the same chunks.
    let share = samples.indices.share(of: communicator.rank, ranks: communicator.size)
    var progress = ReadingProgress(console, "reading \(feed.file.path)", total: share.count)
    defer { progress.end() }
    try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      for index in share {
        try feed.readWhole(samples[index], startsSolve: false) { _, values, mask throws(PathlineError) in
          try variation.add(samples[index], values: values, mask: mask)
        }
        progress.note(index - share.lowerBound + 1)
      }
    }
    try variation.finish(communicator)
    return variation
  }

  /// Adds the observed values of a sample as they are in the file, `[observation, series]`.
  ///
  /// - Throws: A `.data` error where no sum can hold them.
  func add(
    _ sample: Int, values: UnsafeBufferPointer<Double>, mask: UnsafeBufferPointer<UInt8>
  ) throws(PathlineError) {
    let series = feed.divisors.count
    // Summed per sample first: one exact addition for each sample instead of each value.
    for sum in partial.indices { partial[sum] = 0 }
    for place in values.indices where mask[place] != 0 {
      partial[place % series] += values[place] / feed.divisors[place % series]
      partial[series + place % series] += 1
    }
    for (sum, value) in partial.enumerated() {
      guard moments.add(value, to: sum) else { throw tooLarge(sample) }
    }
  }

  /// Makes the means of what all ranks have added; a collective call.
  func finish(_ communicator: Communicator) throws(PathlineError) {
    try moments.exchange(communicator)
    let series = feed.divisors.count
    means = (0..<series).map { moments.sum(series + $0) > 0 ? moments.sum($0) / moments.sum(series + $0) : 0 }
  }

  /// The squared deviations of one item from the means of all, summed by series.
  func squares(of item: SolveItem) throws(PathlineError) -> [Double] {
    let series = means.count
    var sums = [Double](repeating: 0, count: series)
    try feed.read(item) { _, values, mask in
      for place in values.indices where mask[place] != 0 {
        let deviation = values[place] - means[place % series]
        sums[place % series] += deviation * deviation
      }
    }
    return sums
  }

  /// What to say of values that no sum can hold.
  func tooLarge(_ sample: Int) -> PathlineError {
    PathlineError(.data, "\(feed.file.path): /values, sample \(sample): the values are too large; set data.scale.")
  }
}
