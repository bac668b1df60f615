/// Nanoseconds spent in each phase on one rank.
struct PhaseTimes: Sendable, Equatable {
  private var nanoseconds = [Int64](repeating: 0, count: Phase.allCases.count)

  /// Seconds spent in a phase.
  func seconds(_ phase: Phase) -> Double { Double(nanoseconds[phase.rawValue]) * 1e-9 }

  /// Nanoseconds spent in a phase.
  subscript(_ phase: Phase) -> Int64 { nanoseconds[phase.rawValue] }

  /// Adds the time since `start` to a phase and returns the time now, where the next phase starts.
  mutating func add(_ phase: Phase, since start: Int64) -> Int64 {
    let now = Stopwatch.now()
    nanoseconds[phase.rawValue] += now - start
    return now
  }

  /// Adds the times of another measurement.
  mutating func merge(_ other: PhaseTimes) {
    for index in nanoseconds.indices { nanoseconds[index] += other.nanoseconds[index] }
  }

  /// Forgets everything measured.
  mutating func reset() {
    for index in nanoseconds.indices { nanoseconds[index] = 0 }
  }
}
