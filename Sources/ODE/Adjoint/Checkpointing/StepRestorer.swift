import Kernels

/// Brings back the accepted steps of a forward solve one by one, the last one first.
///
/// They come from snapshots or, where memory does not hold enough of them and the method can take steps back, by its
/// inverse.
///
/// With a reconstruction, every step keeps its state as long as there is room, and the way back is true to the bit. A
/// solve that grows beyond gives up all its snapshots and goes back by its journal. That has been written from the
/// first step on, and may go on into the memory of the snapshots.
final class StepRestorer<Field: VectorField> {
  typealias Scalar = Field.Scalar

  let replay: StepReplay<Field>
  private let reconstruction: StepReconstruction<Field>?
  /// Whether the solve at hand has given up its snapshots.
  private var isReconstructing = false

  init(replay: StepReplay<Field>, reconstruction: StepReconstruction<Field>?) {
    self.replay = replay
    self.reconstruction = reconstruction
  }

  /// The most snapshots that have been held at once.
  var peakSlots: Int { replay.peakSlots }
  /// The most bytes of a journal, room or no room.
  var peakJournalBytes: Int { reconstruction?.peakBytes ?? 0 }
  /// The bytes of the journal of the solve at hand if it is needed and there is no room for it; nil otherwise.
  var overflow: Int? { isReconstructing ? reconstruction?.overflow : nil }

  /// Prepares for a new forward solve.
  func begin() {
    replay.begin()
    reconstruction?.begin()
    isReconstructing = false
  }

  /// Keeps what the sweep will need of the step the integrator stands at.
  func note() {
    if reconstruction != nil && replay.isFull { isReconstructing = true }
    reconstruction?.note()
    if !isReconstructing { replay.note() }
  }

  /// Lets the integrator stand at every accepted step, from the last to the first, and calls `body` there.
  ///
  /// The body finds the group at the start of the step, with the steps its columns took; `prepareStages` gives the
  /// stages. `toStart` brings the group to the start of the solve.
  func sweep(
    _ parameters: Vector<Scalar>, toStart: () -> Void, _ body: () throws(SolverError) -> Void
  ) throws(SolverError) {
    if isReconstructing, let reconstruction {
      try reconstruction.sweep(parameters, toStart: toStart, body)
    } else {
      try replay.sweep(parameters, body)
    }
  }
}
