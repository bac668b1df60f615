import Kernels

/// How the byte budget of a gradient is spent on bringing back the steps of the forward solve.
///
/// As long as they fit, the latest steps are kept whole, with their stages, and all have snapshots of their states. Of a
/// longer solve every second (fourth, eighth ...) state is kept, and the steps between are replayed by the binomial
/// schedule. Whatever the plan, the gradient has the same bits.
public struct GradientPlan: Sendable, Equatable {
  /// The bytes that do not depend on how many steps a solve takes.
  public let fixedBytes: Int
  /// How many steps can be kept with their stages, so that the sweep need not evaluate them again; the latest ones are.
  public let wholeSteps: Int
  /// How many snapshots of the state there is room for; 0 where the steps do not come back from snapshots.
  public let snapshots: Int
  /// The bytes for the times of the steps and the ends of segments; 0 where steps are not taken back.
  public let journalBytes: Int
  let bankBytes: Int
  let snapshotBytes: Int

  /// The steps whose stages a solve holds in any case: the one at hand and the one before.
  static let leastBanks = 2
  /// Fewer than three snapshots would make every step a replay from the start.
  static let leastSnapshots = 3

  /// A plan for what needs no steps back.
  static func fixed(_ bytes: Int, bankBytes: Int, snapshotBytes: Int) -> GradientPlan {
    GradientPlan(
      fixedBytes: bytes, wholeSteps: leastBanks, snapshots: 0, journalBytes: 0, bankBytes: bankBytes,
      snapshotBytes: snapshotBytes)
  }

  /// A plan that brings steps back from snapshots.
  ///
  /// - Throws: A ``SolverError`` of kind `memory` that names the least budget.
  static func snapshots(
    within memory: Int, fixedBytes: Int, bankBytes: Int, snapshotBytes: Int
  ) throws(SolverError) -> GradientPlan {
    let least = fixedBytes + SnapshotStore.bytes(slots: leastSnapshots, slotBytes: snapshotBytes)
    guard memory >= least else { throw .shortage(least) }
    // Three quarters of what is left keep whole steps, stages and tapes included, so that the sweep need not evaluate
    // them again; the rest keeps states, which take much less.
    let moreBanks = min(1022, (memory - least) / 4 * 3 / bankBytes)
    let moreSnapshots = min(1 << 24, (memory - least - moreBanks * bankBytes) / (snapshotBytes + 16))
    return GradientPlan(
      fixedBytes: fixedBytes, wholeSteps: leastBanks + moreBanks, snapshots: leastSnapshots + moreSnapshots,
      journalBytes: 0, bankBytes: bankBytes, snapshotBytes: snapshotBytes)
  }

  /// A plan that takes steps back, with a journal that must hold `leastJournal` bytes.
  ///
  /// - Throws: A ``SolverError`` of kind `memory` that names the least budget.
  static func journal(
    within memory: Int, fixedBytes: Int, leastJournal: Int, bankBytes: Int, snapshotBytes: Int
  ) throws(SolverError) -> GradientPlan {
    guard memory >= fixedBytes + leastJournal else { throw .shortage(fixedBytes + leastJournal) }
    return GradientPlan(
      fixedBytes: fixedBytes, wholeSteps: leastBanks, snapshots: 0, journalBytes: memory - fixedBytes,
      bankBytes: bankBytes, snapshotBytes: snapshotBytes)
  }

  /// The memory to plan.
  var bytes: Int {
    fixedBytes + (wholeSteps - Self.leastBanks) * bankBytes
      + SnapshotStore.bytes(slots: snapshots, slotBytes: snapshotBytes) + Arena.bytes(UInt8.self, journalBytes)
  }

  /// Of how many steps one keeps its state, in a solve of `steps` accepted ones: a power of two.
  public func spacing(steps: Int) -> Int {
    guard snapshots > 0 else { return 1 }
    var spacing = 1
    while snapshots * spacing < steps { spacing *= 2 }
    return spacing
  }

  /// How many steps the gradient of a solve of `steps` accepted ones takes again.
  ///
  /// Each gap between snapshots is swept with the slots that are free by then, in `r n - C(c + r, r - 1)` replays (Griewank
  /// and Walther, "Algorithm 799: Revolve", ACM TOMS 26 (2000) 19-45).
  public func replays(steps: Int) -> Int {
    let spacing = spacing(steps: steps)
    guard spacing > 1 else { return 0 }
    let gaps = (steps + spacing - 1) / spacing
    let last = Self.replays(steps - (gaps - 1) * spacing, snapshots: snapshots - gaps + 1)
    return (1..<gaps).reduce(last) { $0 + Self.replays(spacing, snapshots: snapshots - gaps + 1 + $1) }
  }

  /// The replays of `n` steps with `c` snapshots, that of the first step included.
  private static func replays(_ n: Int, snapshots c: Int) -> Int {
    var r = 0
    // C(c + r, c), grown until it reaches n.
    var reach = 1
    while reach < n {
      r += 1
      reach = reach * (c + r) / r
    }
    return r * n - reach * r / (c + 1)
  }
}
