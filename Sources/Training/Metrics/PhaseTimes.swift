import Host

/// Nanoseconds spent in each phase on one rank.
struct PhaseTimes: Sendable, Equatable {
  /// One place for each ``Phase``, the rest zero: a vector needs no memory besides its owner's, as an array would.
  private var nanoseconds = SIMD8<Int64>.zero

  /// Seconds spent in a phase: of all numbers the one nearest to its nanoseconds.
  func seconds(_ phase: Phase) -> Double { Double(self[phase]) / 1e9 }

  /// Nanoseconds spent in a phase.
  subscript(_ phase: Phase) -> Int64 {
    get { nanoseconds[phase.rawValue] }
    set { nanoseconds[phase.rawValue] = newValue }
  }

  /// Adds the time since `start` to a phase and returns the time now, where the next phase starts.
  mutating func add(_ phase: Phase, since start: Int64) -> Int64 {
    let now = Stopwatch.now()
    self[phase] += now - start
    return now
  }

  /// Adds the times of another measurement.
  mutating func merge(_ other: PhaseTimes) { nanoseconds &+= other.nanoseconds }

  /// Forgets everything measured.
  mutating func reset() { nanoseconds = .zero }
}
