/// What a solve or a gradient cost.
///
/// Counts are of calls on a whole group.
public struct SolveStatistics: Sendable, Equatable {
  /// Evaluations of the vector field.
  public var evaluations = 0
  /// Vector-Jacobian products.
  public var vjps = 0
  /// Steps in which at least one sample advanced.
  public var accepted = 0
  /// Steps in which none did.
  public var rejected = 0
  /// Steps taken again from a snapshot during a gradient.
  public var replayed = 0
  /// The most bytes the workspace, its snapshots included, has held.
  public var peakBytes = 0
  /// The largest scaled distance between a state that `backsolve` reconstructed and the true one; 0 for exact gradients.
  public var reconstructionError = 0.0

  /// Makes statistics of nothing done yet.
  public init() {}

  /// Adds counts and keeps the larger of the peaks.
  public static func += (sum: inout SolveStatistics, other: SolveStatistics) {
    sum.evaluations += other.evaluations
    sum.vjps += other.vjps
    sum.accepted += other.accepted
    sum.rejected += other.rejected
    sum.replayed += other.replayed
    sum.peakBytes = max(sum.peakBytes, other.peakBytes)
    sum.reconstructionError = max(sum.reconstructionError, other.reconstructionError)
  }
}
