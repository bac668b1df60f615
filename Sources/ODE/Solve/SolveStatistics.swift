/// What a solve or a gradient cost.
///
/// Counts are of calls on a whole group, those of running costs included.
public struct SolveStatistics: Sendable, Equatable {
  /// Evaluations of the vector field, or of one of the parts that an additive method treats apart.
  public var evaluations = 0
  /// Vector-Jacobian products.
  public var vjps = 0
  /// Jacobian-vector products.
  public var jvps = 0
  /// Iterations of Newton's method; each evaluates the field and solves a linear system.
  public var newtonIterations = 0
  /// Trial steps given up because Newton's method failed for at least one sample.
  public var newtonFailures = 0
  /// LU factorisations, one per sample of the group each.
  public var factorizations = 0
  /// Solutions of factored linear systems, transposed ones included.
  public var linearSolves = 0
  /// Steps in which at least one sample advanced.
  public var accepted = 0
  /// Steps in which none did.
  public var rejected = 0
  /// Steps taken again from a snapshot during a gradient.
  public var replayed = 0
  /// Steps taken back by the method's inverse during a gradient.
  public var reconstructed = 0
  /// Samples left out because they could not be solved (``FailurePolicy/drop``).
  public var dropped = 0
  /// The most bytes the workspace, its snapshots included, has held.
  public var peakBytes = 0
  /// The largest scaled distance between a state that `backsolve` or `reversible` reconstructed and the true one; 0 if
  /// none was.
  public var reconstructionError = 0.0

  /// Makes statistics of nothing done yet.
  public init() {}

  /// Counts products that were made `count` times.
  mutating func add(_ products: FieldProducts, count: Int = 1) {
    vjps += count * products.vjps
    jvps += count * products.jvps
  }

  /// Adds counts and keeps the larger of the peaks.
  public static func += (sum: inout SolveStatistics, other: SolveStatistics) {
    sum.evaluations += other.evaluations
    sum.vjps += other.vjps
    sum.jvps += other.jvps
    sum.newtonIterations += other.newtonIterations
    sum.newtonFailures += other.newtonFailures
    sum.factorizations += other.factorizations
    sum.linearSolves += other.linearSolves
    sum.accepted += other.accepted
    sum.rejected += other.rejected
    sum.replayed += other.replayed
    sum.reconstructed += other.reconstructed
    sum.dropped += other.dropped
    sum.peakBytes = max(sum.peakBytes, other.peakBytes)
    sum.reconstructionError = max(sum.reconstructionError, other.reconstructionError)
  }
}
