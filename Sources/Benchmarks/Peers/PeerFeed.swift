import Host
import Kernels
import Models
import Training

/// Fills groups with the windows of a peers' file, from memory; item `step * batch + window`.
final class PeerFeed<Scalar: TrainingScalar>: GroupFeed {
  private let file: PeerFile
  private let series: Int
  private let mask: [UInt8]
  private let divisors: [Double]

  /// Makes a feed.
  init(_ file: PeerFile) {
    self.file = file
    series = file.specification.sizes[0]
    mask = [UInt8](repeating: 1, count: file.times.count * series)
    divisors = [Double](repeating: 1, count: series)
  }

  /// The items of a step's batch.
  func items(of step: Int) -> [SolveItem] {
    let batch = file.specification.batch
    return (0..<batch).map { SolveItem(sample: step * batch + $0, start: 0, length: file.times.count) }
  }

  /// Everything is in memory.
  func willFill(with items: ArraySlice<SolveItem>) {}

  func fill(_ group: SeriesGroup<Scalar>, with items: ArraySlice<SolveItem>) throws(PathlineError) {
    group.samples = items.count
    let count = file.times.count
    for (column, item) in items.enumerated() {
      for (k, time) in file.times.enumerated() { group.times[k * group.columns + column] = time }
      group.counts[column] = Int32(count)
      let finite = file.values.withUnsafeBufferPointer { values in
        FeedKernels.scatter(
          values.baseAddress! + item.sample * count * series, mask, divisors: divisors, observations: count,
          capacity: group.observations, series: series, into: group.values, mask: group.mask, column: column,
          columns: group.columns)
      }
      guard finite else {
        throw PathlineError(
          .data, "\(file.path): /batches/y, window \(item.sample): a value does not fit \(Scalar.typeName).")
      }
    }
  }
}
