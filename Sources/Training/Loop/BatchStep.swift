import Host
import Kernels
import Messaging

/// A training step of all ranks: each solves its groups of a batch, the exact sums are exchanged, and all make the same
/// update.
package struct BatchStep<Scalar: TrainingScalar> {
  /// What rides along in a step's exchange, from one rank to all.
  package struct StepFlags {
    /// What this rank met since the last step; it becomes everyone's failure.
    let failure: Failure?
    /// Whether this rank was asked to stop.
    let stop: Bool
    /// Whether this rank wants a checkpoint.
    let checkpoint: Bool

    /// StepFlags of this rank; none where nothing is said.
    package init(failure: Failure? = nil, stop: Bool = false, checkpoint: Bool = false) {
      self.failure = failure
      self.stop = stop
      self.checkpoint = checkpoint
    }
  }

  /// Solves and updates.
  let runner: StepRunner<Scalar>
  /// What the ranks sum; after a step it holds the sums.
  let reduction: Reduction<Scalar>
  /// Who solves which group.
  let assignment: any Assignment
  /// The ranks.
  let communicator: Communicator

  /// Prepares steps of a rank.
  package init(
    runner: StepRunner<Scalar>, reduction: Reduction<Scalar>, assignment: any Assignment, communicator: Communicator
  ) {
    self.runner = runner
    self.reduction = reduction
    self.assignment = assignment
    self.communicator = communicator
  }

  /// Makes a step; a collective call.
  ///
  /// - Returns: The record of the step, without epoch, groups and times.
  /// - Throws: The first failure of any rank, on all of them.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func take(
    _ groups: SolveGroups, _ state: RunState<Scalar>, wishes: StepFlags, times: inout PhaseTimes
  ) throws(PathlineError) -> StepRecord {
    reduction.reset()
    // The data of later groups come in while the first are solved.
    for group in groups where isMine(group) { runner.prepare(for: group) }
    var failed: Failure?
    // The groups behind the first that fails are not tried.
    for group in groups where failed == nil && isMine(group) {
      failed = runner.accumulate(group, state: state, into: reduction, times: &times)
    }
    let failure = wishes.failure ?? failed.map { $0.told(by: communicator) }
    reduction.setBusy(times[.data] + times[.solve], rank: communicator.rank)
    reduction[.failures] = failure == nil ? 0 : 1
    reduction[.stops] = wishes.stop ? 1 : 0
    reduction[.checkpoints] = wishes.checkpoint ? 1 : 0
    var clock = Stopwatch.now()
    try reduction.exchange(communicator)
    clock = times.add(.reduce, since: clock)
    if reduction[.failures] > 0 { throw try Collective.first(failure, communicator) }
    let record = try runner.update(state, along: reduction)
    _ = times.add(.update, since: clock)
    return record
  }

  private func isMine(_ group: SolveGroup) -> Bool {
    assignment.rank(of: group.index, ranks: communicator.size) == communicator.rank
  }
}
