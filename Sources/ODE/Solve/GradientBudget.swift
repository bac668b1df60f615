import Kernels

/// How the byte budget of a gradient is spent on bringing back the steps of the forward solve.
///
/// As long as they fit, the latest steps are kept whole, with their stages, and all have snapshots of their states. Of
/// a longer solve every second (fourth, eighth ...) state is kept, and the steps between are replayed by the binomial
/// schedule. Whatever the plan, the gradient has the same bits.
///
/// A plan of the reversible gradient replays none: of a longer solve no state is kept, and its steps are taken back.
/// Its gradient differs from that of the others by round-off.
public struct GradientBudget: Sendable, Equatable {
  /// The bytes that do not depend on how many steps a solve takes.
  public let fixedBytes: Int
  /// How many steps can be kept with their stages, so that the sweep need not evaluate them again; the latest ones are.
  public let wholeSteps: Int
  /// How many snapshots of the state there is room for; 0 where the steps do not come back from snapshots.
  public let snapshots: Int
  /// Whether the steps of a solve with more steps than ``snapshots`` are taken back instead of being replayed.
  public let takesStepsBack: Bool
  /// The bytes for snapshots, which a journal of steps shares with them while there are any.
  let roomBytes: Int
  let bufferBytes: Int
  let snapshotBytes: Int

  /// The steps whose stages a solve holds in any case: the one at hand and the one before.
  static let leastBuffers = 2
  /// More are not planned, however large the budget.
  private static let mostBuffers = 1024
  private static let mostSnapshots = 1 << 24
  /// Fewer than three snapshots would make every step a replay from the start.
  static let leastSnapshots = 3

  /// What snapshots take together with the lists that say which is whose.
  private static func storeBytes(_ slots: Int, of slotBytes: Int) -> Int {
    Arena.bytes { _ = SnapshotStore(slots: slots, slotBytes: slotBytes, in: $0) }
  }

  /// A plan for what needs no steps back.
  static func fixed(_ bytes: Int, bufferBytes: Int, snapshotBytes: Int) -> GradientBudget {
    GradientBudget(
      fixedBytes: bytes, wholeSteps: leastBuffers, snapshots: 0, takesStepsBack: false, roomBytes: 0,
      bufferBytes: bufferBytes, snapshotBytes: snapshotBytes)
  }

  /// A plan that brings steps back from snapshots.
  ///
  /// - Throws: A ``SolverError`` of kind `memory` that names the least budget.
  static func snapshots(
    within memory: Int, fixedBytes: Int, bufferBytes: Int, snapshotBytes: Int
  ) throws(SolverError) -> GradientBudget {
    let least = fixedBytes + storeBytes(leastSnapshots, of: snapshotBytes)
    guard memory >= least else { throw .shortage(least) }
    // Three quarters of what is left keep whole steps, stages and tapes included, so that the sweep need not evaluate
    // them again; the rest keeps states, which take much less.
    let moreBuffers = min(mostBuffers - leastBuffers, (memory - least) / 4 * 3 / bufferBytes)
    let moreSnapshots = min(
      mostSnapshots, (memory - least - moreBuffers * bufferBytes) / (snapshotBytes + 16))
    return GradientBudget(
      fixedBytes: fixedBytes, wholeSteps: leastBuffers + moreBuffers, snapshots: leastSnapshots + moreSnapshots,
      takesStepsBack: false,
      roomBytes: storeBytes(leastSnapshots + moreSnapshots, of: snapshotBytes),
      bufferBytes: bufferBytes, snapshotBytes: snapshotBytes)
  }

  /// A plan that keeps all steps of a solve while they fit and takes them back otherwise.
  ///
  /// The journal of a solve must have room for `leastJournal` bytes, and takes `journalStepBytes` a step at most.
  /// - Throws: A ``SolverError`` of kind `memory` that names the least budget.
  static func reversible(
    within memory: Int, fixedBytes: Int, leastJournal: Int, journalStepBytes: Int, bufferBytes: Int, snapshotBytes: Int
  ) throws(SolverError) -> GradientBudget {
    let least = fixedBytes + leastJournal
    guard memory >= least else { throw .shortage(least) }
    // Memory for whole steps is of no use to a journal, so they get a smaller share than where there is none.
    let moreBuffers = min(mostBuffers - leastBuffers, (memory - least) / wholeShare / bufferBytes)
    let room = memory - fixedBytes - moreBuffers * bufferBytes
    // The journal of as many steps must find room beside them; up to a cache line each is lost where the snapshots
    // begin and behind the two lists of the store.
    let lost = 3 * Arena.bytes(UInt8.self, 1)
    let snapshots = min(mostSnapshots, max(0, room - lost) / (snapshotBytes + 16 + journalStepBytes))
    return GradientBudget(
      fixedBytes: fixedBytes, wholeSteps: leastBuffers + moreBuffers, snapshots: snapshots, takesStepsBack: true,
      roomBytes: room, bufferBytes: bufferBytes, snapshotBytes: snapshotBytes)
  }

  /// One part in how many goes to whole steps where steps are taken back.
  private static let wholeShare = 8

  /// The budget from which on any leaves room for a journal of `bytes`.
  func budget(journal bytes: Int) -> Int {
    let share = (bytes + Self.wholeShare - 2) / (Self.wholeShare - 1)
    return fixedBytes + bytes + min(share, (Self.mostBuffers - Self.leastBuffers) * bufferBytes)
  }

  /// The bytes for the times of the steps and the ends of segments of a solve that has no snapshots; 0 where steps are
  /// not taken back.
  public var journalBytes: Int { takesStepsBack ? roomBytes : 0 }

  /// Where in the room the snapshots begin: they fill its end.
  var snapshotOffset: Int {
    (roomBytes - Self.storeBytes(snapshots, of: snapshotBytes)) & ~63
  }

  /// All bytes to plan: those of ``fixedBytes`` and what the budget leaves for steps.
  public var bytes: Int {
    fixedBytes + (wholeSteps - Self.leastBuffers) * bufferBytes + Arena.bytes(UInt8.self, roomBytes)
  }

  /// Of how many steps one keeps its state, in a solve of `steps` accepted ones: a power of two.
  public func spacing(steps: Int) -> Int {
    guard snapshots > 0, !takesStepsBack else { return 1 }
    var spacing = 1
    while snapshots * spacing < steps { spacing *= 2 }
    return spacing
  }

  /// How many steps the gradient of a solve of `steps` accepted ones takes back.
  public func reconstructions(steps: Int) -> Int { takesStepsBack && steps > snapshots ? steps : 0 }

  /// How many steps the gradient of a solve of `steps` accepted ones takes again.
  ///
  /// Each gap between snapshots is swept with the slots that are free by then, in `r n - C(c + r, r - 1)` replays
  /// (Griewank and Walther, "Algorithm 799: Revolve", ACM TOMS 26 (2000) 19-45).
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
