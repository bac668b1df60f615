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
  private let rounds: ObservationBatches<Scalar>
  private let bound: Double
  private let rows: Int
  private var journal: StepJournal<Scalar>
  /// Where each sample stands: states and auxiliary states, `[parts * rows, pitch]` by sample.
  private let place: MutableColumns<Scalar>
  private let found: MutableColumns<Scalar>
  private let truth: MutableColumns<Scalar>
  private let ones: MutableVector<Scalar>
  private let sums: MutableVector<Scalar>
  private let residuals: MutableVector<Double>
  private let slots: MutableVector<Int32>

  init(
    integrator: Integrator<Field>, rounds: ObservationBatches<Scalar>, journal: StepJournal<Scalar>, bound: Double,
    in arena: Arena
  ) {
    self.integrator = integrator
    self.rounds = rounds
    self.bound = bound
    self.journal = journal
    rows = integrator.rows
    let (parts, pitch) = (integrator.options.method.parts, integrator.capacity)
    place = arena.columns(Scalar.self, rows: parts * rows, columns: pitch)
    found = arena.columns(Scalar.self, rows: rows, columns: pitch)
    truth = arena.columns(Scalar.self, rows: parts * rows, columns: pitch)
    ones = arena.vector(repeating: Scalar(1), rows)
    sums = arena.vector(Scalar.self, pitch)
    residuals = arena.vector(Double.self, pitch)
    slots = arena.vector(Int32.self, pitch)
  }

  /// The most bytes that the steps of a solve have taken, room or no room.
  private(set) var peakBytes = 0

  /// The bytes that the steps of the solve at hand take if they are more than there is room for; nil otherwise.
  var overflow: Int? { journal.isComplete ? nil : journal.bytes }

  /// Prepares for a new forward solve.
  func begin() { journal.clear() }

  /// Records the step the integrator stands at, and where it leaves the samples that end with it.
  func note() {
    let group = integrator.group
    journal.push(group, next: integrator.next.view)
    peakBytes = max(peakBytes, journal.bytes)
    writeSlots { group.step[$0] != 0 && self.integrator.lands($0) }
    put(integrator.next.view)
  }

  /// Lets the integrator stand at every accepted step, from the last to the first, and calls `body` there.
  ///
  /// The body finds the group as that of ``StepReplay`` does, true to round-off. `toStart` brings the group to the
  /// start of the solve.
  func sweep(
    _ parameters: Vector<Scalar>, toStart: () -> Void, _ body: () throws(SolverError) -> Void
  ) throws(SolverError) {
    let group = integrator.group
    integrator.forgetStages()
    var anchored = 0
    while journal.pop(into: group, ends: truth, anchored: &anchored) {
      for column in 0..<group.live {
        let sample = Int(group.ids[column])
        group.end[column] = rounds.elapsed(Int(rounds.counts[sample]) - 1, sample)
      }
      for column in 0..<group.columns { group.origin[column] = rounds.times[0, Int(group.ids[column])] }
      if anchored > 0 { try correct() }
      let state = group.state
      slots.first(group.columns).fill(0)
      take(state)
      integrator.stepBack(parameters)
      writeSlots { group.step[$0] != 0 }
      put(state.view)
      integrator.statistics.reconstructed += 1
      try body()
    }
    toStart()
    let start = integrator.state.view
    writeSlots { group.isActive($0) }
    try measure(against: start)
  }

  /// Compares the columns whose segment ends with the step with the true states and lets them go on from there.
  private func correct() throws(SolverError) {
    let group = integrator.group
    let truth = truth.packed(columns: group.columns).view
    writeSlots { group.endsSegment[$0] != 0 }
    try measure(against: truth.rows(0..<rows))
    put(truth)
  }

  /// Measures where the columns in `slots` stand: the root mean square of the distance from the true states over
  /// `1 + |truth|`.
  private func measure(against truth: Columns<Scalar>) throws(SolverError) {
    let group = integrator.group
    let found = found.packed(columns: truth.columns)
    let sums = sums.first(truth.columns)
    take(found)
    Scalar.scale(found.values, by: -1)
    Scalar.add(found, truth)
    Scalar.scaledSquares(sums, found.view, relativeTo: truth, atol: ones.view, rtol: ones.view)
    Scalar.widen(residuals.first(truth.columns), from: sums.view)
    for column in 0..<group.live where slots[column] >= 0 {
      let residual = (residuals[column] / Double(rows)).squareRoot()
      integrator.statistics.reconstructionError = max(integrator.statistics.reconstructionError, residual)
      guard residual <= bound else {
        var error = SolverError(kind: .reconstruction, sample: Int(group.ids[column]))
        error.time = group.origin[column] + group.time[column]
        error.step = group.step[column]
        error.measure = residual
        throw error
      }
    }
  }

  private func writeSlots(where qualifies: (Int) -> Bool) {
    let group = integrator.group
    for column in 0..<group.columns { slots[column] = column < group.live && qualifies(column) ? 0 : -1 }
  }

  /// Collects where the columns in `slots` stand: their states and, if `out` has the rows, their auxiliary states.
  private func take(_ out: MutableColumns<Scalar>) {
    Scalar.gatherColumns(
      out, from: ColumnStack(place.rows(0..<out.rows).view), slots: slots.view,
      ids: integrator.group.ids.view)
  }

  /// Puts the columns in `slots` of states and auxiliary states back.
  private func put(_ x: Columns<Scalar>) {
    Scalar.scatterColumns(
      MutableColumnStack(place), slots: slots.view, ids: integrator.group.ids.view, from: x)
  }
}
