/// Evenly spaced times to predict at, in the units of the data: `count` of them from `start` to `stop`, both included.
public struct PredictionTimes: Sendable, Equatable {
  /// The first time.
  public let start: Double
  /// The last time, before or after the first.
  public let stop: Double
  /// How many times there are, at least 2.
  public let count: Int

  /// Makes the times: finite, rising or falling, at least 2.
  public init(start: Double, stop: Double, count: Int) {
    precondition((stop - start).isFinite && start != stop && count >= 2, "times that neither rise nor fall")
    self.start = start
    self.stop = stop
    self.count = count
  }

  /// Reads `START:STOP:COUNT`; nil for text that is no such times, or more of them than a billion.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let start = Double(parts[0]), let stop = Double(parts[1]), let count = Int(parts[2]),
      start.isFinite, stop.isFinite, start != stop, (stop - start).isFinite, (2...1_000_000_000).contains(count)
    else { return nil }
    self.init(start: start, stop: stop, count: count)
  }

  /// The times; the first and last are exactly the start and the stop.
  var values: [Double] {
    (0..<count).map { $0 == count - 1 ? stop : start + (stop - start) * (Double($0) / Double(count - 1)) }
  }
}
