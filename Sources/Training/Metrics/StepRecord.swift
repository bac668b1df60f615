/// What one training step did: a line of `metrics.jsonl`.
///
/// All but ``times`` and ``imbalance`` depend on the job and its data alone.
package struct StepRecord: Sendable, Equatable {
  /// Updates made, this one included.
  package var step = 0
  /// Epochs completed before the batch of this step.
  package var epoch = 0
  /// Items of the global batch.
  package var samples = 0
  /// Items left out because they could not be solved.
  package var dropped = 0
  /// Solve groups of the global batch.
  package var groups = 0
  /// The mean loss over the observed entries of the batch, before the update.
  package var loss = 0.0
  /// The mean integral of each regulariser the job charges, no part of ``loss``.
  package var regularizers = RegularizerMeans()
  /// The 2-norm of the mean gradient, before clipping.
  package var gradientNorm = 0.0
  /// The learning rate of the update.
  package var rate = 0.0
  /// Evaluations of the vector field while solving forward, summed over groups.
  package var nfeForward = 0
  /// Evaluations and vector-Jacobian products while going backward, summed over groups.
  package var nfeBackward = 0
  /// Jacobian-vector products, summed over groups.
  package var jvps = 0
  /// Iterations of Newton's method in implicit steps, summed over groups.
  package var newtonIterations = 0
  /// Factorisations of linear systems, summed over groups.
  package var factorizations = 0
  /// Solutions of factored linear systems, summed over groups.
  package var linearSolves = 0
  /// Accepted steps, summed over groups.
  package var accepted = 0
  /// Rejected steps, summed over groups.
  package var rejected = 0
  /// Steps taken again from snapshots, summed over groups.
  package var replayed = 0
  /// The busiest rank's time for data and solving over the mean of all ranks.
  package var imbalance = 1.0
  /// The time that rank 0 spent in each phase.
  package var times = PhaseTimes()
}
