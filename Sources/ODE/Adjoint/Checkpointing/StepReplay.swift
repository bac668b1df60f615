import Kernels

/// Brings back the accepted steps of a forward solve one by one, the last one first, from snapshots within a byte
/// budget.
///
/// A snapshot is the group as it stood at an accepted step, so that a replay repeats the forward solve to the bit.
final class StepReplay<Field: VectorField> {
  typealias Scalar = Field.Scalar

  let integrator: Integrator<Field>
  private let rounds: ObservationBatches<Scalar>
  private var store: SnapshotStore
  /// The step at whose accepted step the integrator stands, ready to move on; -1 if at none.
  private var isAtRecord = -1

  init(integrator: Integrator<Field>, rounds: ObservationBatches<Scalar>, store: SnapshotStore) {
    self.integrator = integrator
    self.rounds = rounds
    self.store = store
  }

  /// The most snapshots that have been held at once.
  var peakSlots: Int { store.peakSlots }

  /// Whether another step finds no room beside those that are kept.
  var isFull: Bool { store.isFull }

  /// Prepares for a new forward solve.
  func begin() {
    store.clear()
    isAtRecord = -1
  }

  /// Keeps what the sweep will need of the step the integrator stands at.
  func note() { if let slot = store.note() { keep(in: slot) } }

  /// Lets the integrator stand at every accepted step, from the last to the first, and calls `body` there.
  ///
  /// The body finds the group at the start of the step, with the steps its columns took; `prepareStages` gives the
  /// stages.
  func sweep(_ parameters: Vector<Scalar>, _ body: () throws(SolverError) -> Void) throws(SolverError) {
    isAtRecord = -1
    while store.segmentCount > 0 {
      let segment = store.top
      if segment.length == 1 {
        try moveTo(segment.slot, advancedBy: 0, parameters, stayAtStep: false)
        try body()
        store.shortenTop(to: 0)
      } else if let split = store.split() {
        try moveTo(segment.slot, advancedBy: Int(split), parameters, stayAtStep: true)
        keep(in: store.splitTop(after: split))
      } else {
        try moveTo(segment.slot, advancedBy: Int(segment.length) - 1, parameters, stayAtStep: true)
        isAtRecord = -1
        try body()
        store.shortenTop(to: segment.length - 1)
      }
    }
  }

  private func keep(in slot: Int32) {
    store.memory(slot).copyMemory(from: integrator.group.block, byteCount: integrator.group.usedBytes)
  }

  /// Brings the integrator to the accepted step that lies `count` steps after the snapshot.
  private func moveTo(_ slot: Int32, advancedBy count: Int, _ parameters: Vector<Scalar>, stayAtStep: Bool)
    throws(SolverError)
  {
    let memory = store.memory(slot)
    let group = integrator.group
    let stepIndex = GroupState<Scalar>.stepIndex(of: memory)
    if isAtRecord != stepIndex {
      group.copy(from: memory)
      integrator.isFirstStageReady = false
      if stayAtStep {
        let before = integrator.statistics
        try integrator.stepUntilAccepted(parameters)
        countReplay(since: before, steps: 0)
      }
    }
    for _ in 0..<count {
      let before = integrator.statistics
      rounds.skip(group, target: integrator.target)
      integrator.commit()
      try integrator.stepUntilAccepted(parameters)
      countReplay(since: before, steps: 1)
    }
    isAtRecord = stayAtStep ? stepIndex + count : -1
  }

  /// Books the steps of a replay as such: they were accepted once before.
  private func countReplay(since before: SolveStatistics, steps: Int) {
    integrator.statistics.accepted = before.accepted
    integrator.statistics.rejected = before.rejected
    integrator.statistics.replayed += steps
    integrator.trials = 0
  }
}
