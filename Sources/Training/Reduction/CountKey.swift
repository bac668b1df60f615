/// The whole numbers that ranks sum with the gradient.
enum CountKey: Int, CaseIterable, Sendable {
  /// Observed entries that the loss was summed over.
  case entries
  /// Items solved.
  case samples
  /// Items left out because they could not be solved.
  case dropped
  /// Evaluations of the vector field while solving forward.
  case nfeForward
  /// Evaluations and vector-Jacobian products while going backward.
  case nfeBackward
  /// Jacobian-vector products, forward and backward.
  case jvps
  /// Iterations of Newton's method.
  case newtonIterations
  /// Factorisations of linear systems.
  case factorizations
  /// Solutions of factored linear systems.
  case linearSolves
  /// Accepted steps.
  case accepted
  /// Rejected steps.
  case rejected
  /// Steps taken again from snapshots.
  case replayed
  /// Ranks that failed.
  case failures
  /// Ranks that were asked to stop.
  case stops
  /// Rank 0's wish for a checkpoint because time has passed.
  case checkpoints
}
