import Host
import Kernels
import Models
import Storage

/// Fills the groups of a model from a data set.
package final class SeriesFeed<Scalar: KernelScalar>: GroupFeed {
  /// The data set.
  let file: SeriesFile
  /// What the series are divided by, one each.
  let divisors: [Double]
  private let shiftsTime: Bool
  private var times: [Double]
  private var values: [Double]
  private var mask: [UInt8]

  /// Makes a feed.
  ///
  /// - Parameters:
  ///   - file: the data set.
  ///   - scale: what the series are divided by, one each; nil for nothing.
  ///   - shiftTime: whether the times of each item start at 0.
  package init(file: SeriesFile, scale: [Double]?, shiftTime: Bool) {
    self.file = file
    divisors = scale ?? [Double](repeating: 1, count: file.seriesCount)
    shiftsTime = shiftTime
    times = [Double](repeating: 0, count: file.timeCount)
    values = [Double](repeating: 0, count: file.timeCount * file.seriesCount)
    mask = [UInt8](repeating: 0, count: file.timeCount * file.seriesCount)
  }

  /// Lets the system read ahead what the items need and memory does not hold.
  package func willFill(with items: ArraySlice<SolveItem>) {
    guard !file.isInMemory else { return }
    for item in items { file.willRead(item.sample) }
  }

  /// Puts one item into each column, in order.
  ///
  /// - Throws: A `.data` or `.io` error that names the sample.
  package func fill(_ group: SeriesGroup<Scalar>, with items: ArraySlice<SolveItem>) throws(PathlineError) {
    group.samples = items.count
    for (column, item) in items.enumerated() { try fill(group, column: column, with: item) }
  }

  /// Reads an item: its times as they are in the file, its values divided by the scale.
  ///
  /// - Throws: A `.data` or `.io` error that names the sample.
  func read(_ item: SolveItem, _ body: (_ times: [Double], _ values: [Double], _ mask: [UInt8]) -> Void)
    throws(PathlineError)
  {
    try read(item)
    let count = item.length * file.seriesCount
    body(
      Array(times[..<item.length]), (0..<count).map { values[$0] / divisors[$0 % file.seriesCount] },
      Array(mask[..<count]))
  }

  /// Reads a whole sample as it is in the file; what `body` is given holds during the call.
  ///
  /// - Parameters:
  ///   - sample: the sample.
  ///   - startsSolve: whether a solve starts from its first observation, which must then be complete.
  ///   - body: takes times `[observation]`, values and mask `[observation, series]`.
  /// - Throws: A `.data` or `.io` error that names the sample.
  func readWhole(
    _ sample: Int, startsSolve: Bool,
    _ body: (
      _ times: UnsafeBufferPointer<Double>, _ values: UnsafeBufferPointer<Double>, _ mask: UnsafeBufferPointer<UInt8>
    ) throws(PathlineError) -> Void
  ) throws(PathlineError) {
    let item = SolveItem(sample: sample, start: 0, length: file.length(of: sample))
    try read(item)
    if startsSolve { try requireStart(item) }
    let count = item.length * file.seriesCount
    try times.withUnsafeBufferPointer { times throws(PathlineError) in
      try values.withUnsafeBufferPointer { values throws(PathlineError) in
        try mask.withUnsafeBufferPointer { mask throws(PathlineError) in
          try body(
            UnsafeBufferPointer(rebasing: times[..<item.length]), UnsafeBufferPointer(rebasing: values[..<count]),
            UnsafeBufferPointer(rebasing: mask[..<count]))
        }
      }
    }
  }

  private func read(_ item: SolveItem) throws(PathlineError) {
    try storing { () throws(StorageError) in
      try file.read(
        sample: item.sample, start: item.start, count: item.length, times: &times, values: &values, mask: &mask)
    }
  }

  private func fill(_ group: SeriesGroup<Scalar>, column: Int, with item: SolveItem) throws(PathlineError) {
    let item = try located(item)
    try read(item)
    try requireStart(item)
    let series = file.seriesCount
    let origin = shiftsTime ? times[0] : 0
    group.origins[column] = origin
    for k in 0..<item.length { group.times[k * group.columns + column] = times[k] - origin }
    group.counts[column] = Int32(item.length)
    group.keys[column] = UInt64(item.sample) << 32 | UInt64(item.start)
    let finite = FeedKernels.scatter(
      values, mask, divisors: divisors, observations: item.length, capacity: group.observations, series: series,
      into: group.values, mask: group.mask, column: column, columns: group.columns)
    guard finite else {
      throw error(
        item, step: item.start,
        """
        a value does not fit \(Scalar.typeName) after scaling; set data.scale to the size of the series, or precision \
        to float64
        """
      )
    }
  }

  /// An item with its first observation known.
  private func located(_ item: SolveItem) throws(PathlineError) -> SolveItem {
    guard item.startsAmongComplete else { return item }
    return item.starting(
      at: try storing { () throws(StorageError) in try file.completeStep(item.start, of: item.sample) })
  }

  /// Puts the first observation of a sample into a column, for a solve through times of its own.
  ///
  /// - Returns: The time of that observation, as it is in the file.
  /// - Throws: A `.data` or `.io` error that names the sample.
  func fillStart(_ group: SeriesGroup<Scalar>, column: Int, sample: Int) throws(PathlineError) -> Double {
    try fill(group, column: column, with: SolveItem(sample: sample, start: 0, length: 1))
    return times[0]
  }

  /// Puts times behind the first observation of a column; they lead away from its time `start` without turning.
  func setTimes(_ group: SeriesGroup<Scalar>, column: Int, from start: Double, through requested: [Double]) {
    let origin = shiftsTime ? start : 0
    for (k, time) in requested.enumerated() { group.times[(k + 1) * group.columns + column] = time - origin }
    group.counts[column] = Int32(requested.count + 1)
  }

  /// Makes sure that the item just read has a value of every series where it starts.
  private func requireStart(_ item: SolveItem) throws(PathlineError) {
    guard let missing = mask[..<file.seriesCount].firstIndex(of: 0) else { return }
    throw error(
      item, step: item.start,
      """
      \(file.seriesNames[missing]) is missing where the solve starts; every series needs a value there: drop the \
      sample or fill the gap
      """
    )
  }

  private func error(_ item: SolveItem, step: Int, _ problem: String) -> PathlineError {
    PathlineError(.data, "\(file.path): /values, sample \(item.sample), step \(step): \(problem).")
  }
}
