/// How the loss is differentiated: section `gradient` of a job file.
public struct JobGradient: Equatable, Sendable {
  /// A way to differentiate a solve.
  public enum Method: String, CaseIterable, Sendable {
    /// The exact derivative of the discrete solution, with snapshots in a byte budget.
    case discrete
    /// The continuous adjoint solved backward in constant memory (Chen, Rubanova, Bettencourt and Duvenaud 2018), as exact as its tolerances.
    case backsolve
  }

  /// The way solves are differentiated.
  public var method = Method.discrete
  /// Memory for the snapshots of one group's solve; ``Method/discrete``.
  public var memory = ByteCount.mebibytes(64)
  /// The largest allowed miss of the reconstructed state, in multiples of the tolerance scale; ``Method/backsolve``.
  public var bound = 1e-2

  /// The defaults of the job file.
  public init() {}
}
