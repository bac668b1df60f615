import Host

/// The time of a call that is too short to be measured alone.
enum BestTime {
  /// Nanoseconds of CPU time of one call: the best of several windows, each long enough for the clock.
  ///
  /// CPU time, because a call must not pay for what else runs; the best, because what else there is (caches swept,
  /// clocks lowered) only ever adds.
  ///
  /// - Parameters:
  ///   - windows: measurements.
  ///   - window: the least nanoseconds of each.
  static func nanoseconds(windows: Int = 5, window: Int64 = 2_000_000, _ call: () -> Void) -> Double {
    var calls = 1
    while true {
      let time = measure(calls, call)
      if time >= window { break }
      calls = max(calls * 2, time > 0 ? Int(Double(calls) * Double(window) / Double(time) * 1.2) : calls * 10)
    }
    let best = (0..<windows).map { _ in measure(calls, call) }.min() ?? 0
    return Double(best) / Double(calls)
  }

  private static func measure(_ calls: Int, _ call: () -> Void) -> Int64 {
    let start = ProcessUse.seconds
    for _ in 0..<calls { call() }
    return Int64((ProcessUse.seconds - start) * 1e9)
  }
}
