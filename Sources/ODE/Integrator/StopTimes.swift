import Kernels

/// The times that steps land on besides the ends of their samples, and those among them where the field jumps.
///
/// Nothing is remembered of where a sample stands: its time and direction say which stop is next, so that a snapshot
/// restores this too. Samples tell the time elapsed since their origin; differences keep the order of the stops.
struct StopTimes {
  /// All stops, ascending.
  private let stops: [Double]
  /// The jumps among them.
  private let jumps: [Double]
  /// For each jump the nearest numbers of the field's type below and above it.
  private let below: [Double]
  private let above: [Double]

  init<Scalar: KernelScalar>(_ options: SolveOptions, _ type: Scalar.Type) {
    stops = Set(options.stepTimes + options.jumpTimes).sorted()
    jumps = Set(options.jumpTimes).sorted()
    below = jumps.map { jump in
      let near = Scalar(jump)
      return Double(Double(near) < jump ? near : near.nextDown)
    }
    above = jumps.map { jump in
      let near = Scalar(jump)
      return Double(Double(near) > jump ? near : near.nextUp)
    }
  }

  /// Whether there are none.
  var isEmpty: Bool { stops.isEmpty }

  /// Whether the field jumps anywhere.
  var hasJumps: Bool { !jumps.isEmpty }

  /// Whether the field jumps at a time elapsed since `origin`.
  func isJump(_ time: Double, origin: Double) -> Bool {
    let index = Self.count(jumps, upTo: time, since: origin)
    return index > 0 && jumps[index - 1].elapsed(since: origin) == time
  }

  /// Where a way from `time` to `end`, elapsed since `origin`, is interrupted first: at a stop, or at its end.
  func goal(from time: Double, to end: Double, origin: Double) -> Double {
    if end >= time {
      let index = Self.count(stops, upTo: time, since: origin)
      return index < stops.count ? min(stops[index].elapsed(since: origin), end) : end
    }
    let index = Self.count(stops, below: time, since: origin)
    return index > 0 ? max(stops[index - 1].elapsed(since: origin), end) : end
  }

  /// A time elapsed since `origin` as the field gets to see it: a stop where it is one.
  ///
  /// It is kept on the side of the jumps where a step belongs that starts at `start`.
  func fieldTime(_ elapsed: Double, from start: Double, origin: Double, isForward: Bool) -> Double {
    let passed = Self.count(stops, upTo: elapsed, since: origin)
    let isStop = passed > 0 && stops[passed - 1].elapsed(since: origin) == elapsed
    var time = isStop ? stops[passed - 1] : origin + elapsed
    let index =
      isForward ? Self.count(jumps, upTo: start, since: origin) : Self.count(jumps, below: start, since: origin)
    if index > 0 { time = max(time, above[index - 1]) }
    if index < jumps.count { time = min(time, below[index]) }
    return time
  }

  /// How many of ascending times are not behind `time`, elapsed since `origin`.
  private static func count(_ times: [Double], upTo time: Double, since origin: Double) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle].elapsed(since: origin) <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How many of ascending times are before `time`, elapsed since `origin`.
  private static func count(_ times: [Double], below time: Double, since origin: Double) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle].elapsed(since: origin) < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
