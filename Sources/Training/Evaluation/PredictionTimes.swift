/// Evenly spaced times to predict at, in the units of the data: `count` of them from `start` to `stop`, both included.
///
/// They run forward or backward, and start at or beyond the first observation of every sample.
public struct PredictionTimes: Sendable, Equatable {
  /// The first time.
  public let start: Double
  /// The last time, unlike the first unless there is only one.
  public let stop: Double
  /// How many times there are, at least 1.
  public let count: Int

  /// Makes the times; nil where they are not finite, or there are too few of them.
  public init?(start: Double, stop: Double, count: Int) {
    guard start.isFinite, stop.isFinite, count >= 1, (count == 1) == (start == stop) else { return nil }
    self.start = start
    self.stop = stop
    self.count = count
  }

  /// The times themselves.
  var values: [Double] {
    (0..<count).map { $0 == count - 1 ? stop : start + (stop - start) * (Double($0) / Double(count - 1)) }
  }
}
