import Host

/// Nanoseconds spent in each phase on one rank.
package struct PhaseTimes: Sendable, Equatable {
  /// One place for each ``Phase``, the rest zero: a vector needs no memory besides its owner's, as an array would.
  private var nanoseconds = SIMD8<Int64>.zero

  /// No time spent.
  package init() {}

  /// Seconds spent in a phase: of all numbers the one nearest to its nanoseconds.
  package func seconds(_ phase: Phase) -> Double { Double(self[phase]) / 1e9 }

  /// Nanoseconds spent in a phase.
  package subscript(_ phase: Phase) -> Int64 {
    get { nanoseconds[phase.rawValue] }
    set { nanoseconds[phase.rawValue] = newValue }
  }

  /// Adds the time since `start` to a phase and returns the time now, where the next phase starts.
  package mutating func add(_ phase: Phase, since start: Int64) -> Int64 {
    let now = Stopwatch.now()
    self[phase] += now - start
    return now
  }

  /// Adds the times of another measurement.
  package mutating func merge(_ other: PhaseTimes) { nanoseconds &+= other.nanoseconds }

  /// Forgets everything measured.
  package mutating func reset() { nanoseconds = .zero }
}
