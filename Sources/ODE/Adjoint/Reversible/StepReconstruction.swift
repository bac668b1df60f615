import Glibc
import Kernels

/// Brings back the accepted steps of a forward solve without snapshots: each step's start is reconstructed from its
/// end.
///
/// For methods with an ``Inverse``. The forward solve keeps a ``StepJournal``; the sweep takes the steps back one by
/// one. Round-off grows on the way back wherever the solution decays on its way forward, so the journal holds the true
/// state at the end of every segment: there the reconstruction is compared with it, refused if it is off by more than a
/// bound, and goes on from the true state.
final class StepReconstruction<Field: VectorField> {
  typealias Scalar = Field.Scalar

  private let integrator: Integrator<Field>
  private let rounds: ObservationRounds<Scalar>
  private let bound: Double
  private let rows: Int
  private let pitch: Int
  private var journal: StepJournal<Scalar>
  /// Where each sample stands: states and companions, `[parts * rows, pitch]` by sample.
  private let place: UnsafeMutablePointer<Scalar>
  private let found: UnsafeMutablePointer<Scalar>
  private let truth: UnsafeMutablePointer<Scalar>
  private let ones: UnsafeMutablePointer<Scalar>
  private let sums: UnsafeMutablePointer<Scalar>
  private let misses: UnsafeMutablePointer<Double>
  private let slots: UnsafeMutablePointer<Int32>

  init(
    integrator: Integrator<Field>, rounds: ObservationRounds<Scalar>, journal: StepJournal<Scalar>, bound: Double,
    in arena: Arena
  ) {
    self.integrator = integrator
    self.rounds = rounds
    self.bound = bound
    self.journal = journal
    rows = integrator.rows
    pitch = integrator.capacity
    let count = integrator.options.method.parts * rows * pitch
    place = arena.take(Scalar.self, count)
    found = arena.take(Scalar.self, count)
    truth = arena.take(Scalar.self, count)
    ones = arena.vector(repeating: Scalar(1), rows).base
    sums = arena.take(Scalar.self, pitch)
    misses = arena.take(Double.self, pitch)
    slots = arena.take(Int32.self, pitch)
  }

  /// The most bytes that the steps of a solve have taken, room or no room.
  private(set) var peakBytes = 0

  /// The bytes that the steps of the solve at hand take if they are more than there is room for; nil otherwise.
  var overflow: Int? { journal.isComplete ? nil : journal.bytes }

  /// Prepares for a new forward solve.
  func begin() { journal.clear() }

  /// Records the step the integrator stands at, and where it leaves the samples that end with it.
  func note() {
    let cohort = integrator.cohort
    journal.push(cohort, next: integrator.next)
    peakBytes = max(peakBytes, journal.bytes)
    writeSlots { cohort.step[$0] != 0 && self.integrator.lands($0) }
    put(integrator.next)
  }

  /// Lets the integrator stand at every accepted step, from the last to the first, and calls `body` there.
  ///
  /// The body finds the cohort as that of ``StepReplay`` does, true to round-off. `toStart` brings the cohort to the
  /// start of the solve.
  func sweep(
    _ parameters: Vector<Scalar>, toStart: () -> Void, _ body: () throws(SolverError) -> Void
  ) throws(SolverError) {
    let cohort = integrator.cohort
    integrator.forgetStages()
    var anchored = 0
    while journal.pop(into: cohort, ends: truth, anchored: &anchored) {
      for column in 0..<cohort.live {
        let sample = Int(cohort.ids[column])
        cohort.end[column] = rounds.elapsed(Int(rounds.counts[sample]) - 1, sample)
      }
      for column in 0..<cohort.columns { cohort.origin[column] = rounds.times[0, Int(cohort.ids[column])] }
      if anchored > 0 { try correct() }
      for column in 0..<cohort.columns { slots[column] = 0 }
      Scalar.gatherColumns(
        cohort.state, columns: cohort.columns, from: place, pitch: pitch, slots: slots, ids: cohort.ids,
        rows: cohort.rows)
      integrator.stepBack(parameters)
      writeSlots { cohort.step[$0] != 0 }
      put(cohort.state)
      integrator.statistics.reconstructed += 1
      try body()
    }
    toStart()
    truth.update(from: cohort.state, count: rows * cohort.columns)
    writeSlots { cohort.isActive($0) }
    take(found, rows: rows)
    try measure()
  }

  /// Compares the columns whose segment ends with the step with the true states and lets them go on from there.
  private func correct() throws(SolverError) {
    let cohort = integrator.cohort
    writeSlots { cohort.endsSegment[$0] != 0 }
    take(found, rows: cohort.rows)
    try measure()
    put(truth)
  }

  /// Measures the columns in `slots`: the root mean square of `found - truth` over `1 + |truth|`.
  private func measure() throws(SolverError) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    Scalar.scale(found, by: -1, count: rows * columns)
    Scalar.add(found, truth, count: rows * columns)
    Scalar.scaledSquares(sums, found, relativeTo: truth, atol: ones, rtol: ones, rows: rows, columns: columns)
    Scalar.widen(misses, from: sums, count: columns)
    for column in 0..<cohort.live where slots[column] >= 0 {
      let miss = (misses[column] / Double(rows)).squareRoot()
      integrator.statistics.reconstructionError = max(integrator.statistics.reconstructionError, miss)
      guard miss <= bound else {
        var error = SolverError(kind: .reconstruction, sample: Int(cohort.ids[column]))
        error.time = cohort.origin[column] + cohort.time[column]
        error.step = cohort.step[column]
        error.measure = miss
        throw error
      }
    }
  }

  private func writeSlots(where qualifies: (Int) -> Bool) {
    let cohort = integrator.cohort
    for column in 0..<cohort.columns { slots[column] = column < cohort.live && qualifies(column) ? 0 : -1 }
  }

  /// Collects where the columns in `slots` stand.
  private func take(_ out: UnsafeMutablePointer<Scalar>, rows: Int) {
    Scalar.gatherColumns(
      out, columns: integrator.cohort.columns, from: place, pitch: pitch, slots: slots, ids: integrator.cohort.ids,
      rows: rows)
  }

  /// Puts the columns in `slots` of states and companions back.
  private func put(_ x: UnsafePointer<Scalar>) {
    let cohort = integrator.cohort
    Scalar.scatterColumns(
      place, pitch: pitch, slots: slots, ids: cohort.ids, from: x, columns: cohort.columns, rows: cohort.rows)
  }
}
