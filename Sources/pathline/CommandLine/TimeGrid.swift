/// Evenly spaced times from a start to a stop, both included.
struct TimeGrid: Equatable, Sendable {
  /// The first time.
  let start: Double
  /// The last time, later or earlier than the first.
  let stop: Double
  /// How many times there are, at least 2.
  let count: Int

  /// The most times a grid may have.
  static let largestCount = 1_000_000_000

  /// Reads `START:STOP:COUNT`; nil for text that is no grid.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let start = Double(parts[0]), let stop = Double(parts[1]), let count = Int(parts[2]),
      start.isFinite, stop.isFinite, start != stop, (stop - start).isFinite,
      (2...TimeGrid.largestCount).contains(count)
    else { return nil }
    self.start = start
    self.stop = stop
    self.count = count
  }

  /// The times; the first and last are exactly the start and the stop.
  var times: [Double] {
    (0..<count).map { $0 == count - 1 ? stop : start + (stop - start) * (Double($0) / Double(count - 1)) }
  }
}
