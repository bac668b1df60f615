import ODE
import Text

/// How the loss is differentiated: section `gradient` of a job file.
public struct JobGradient: Equatable, Sendable {
  /// A way to differentiate a solve.
  public enum Method: String, CaseIterable, Sendable {
    /// The exact derivative of the discrete solution, with snapshots in a byte budget.
    case discrete
    /// The continuous adjoint solved backward in constant memory (Chen, Rubanova, Bettencourt and Duvenaud 2018), as
    /// exact as its tolerances.
    case backsolve
    /// The exact derivative of the discrete solution of a method that takes steps back, as it does where memory does
    /// not hold their states.
    case reversible
    /// The continuous adjoint along the stored forward solution, with snapshots in a byte budget; as exact as its
    /// tolerances.
    case interpolated
  }

  /// The way solves are differentiated.
  public var method = Method.discrete
  /// Memory a rank may use for the steps of a solve, their states or their times; all methods but ``Method/backsolve``.
  public var memory = ByteCount.mebibytes(64)
  /// The largest allowed residual of a reconstructed state: root mean square over `1 + |state|`; ``Method/backsolve``,
  /// ``Method/reversible``.
  public var bound = 1e-2
  /// Whose errors judge a step backward; ``Method/backsolve``.
  public var norm = AdjointNorm.semi

  /// The defaults of the job file.
  public init() {}
}

extension JobGradient: JobSection {
  static var template: JobGradient { JobGradient() }

  static let keys: [JobKey<JobGradient>] = [
    JobKey(
      "method", \.method, .name,
      help: "`discrete`: the exact derivative of the discrete solution; `backsolve`: the continuous adjoint, solved "
        + "backward in constant memory and as exact as the tolerances; `reversible`: the exact derivative of the "
        + "discrete solution of a reversible method, whose steps are taken back where memory does not hold all their "
        + "states; `interpolated`: the continuous adjoint along the "
        + "stored solution, for problems that cannot be solved backward."),
    JobKey(
      "memory", \.memory, .byteCount, unit: "bytes",
      when: .key("method", \.method, isOneOf: [.discrete, .reversible, .interpolated]),
      help:
        "Memory a rank may use for snapshots of a solve; with less, more steps are solved twice. `reversible` solves "
        + "none twice: a solve whose snapshots do not fit needs memory for the times of all steps and a state per "
        + "segment."),
    JobKey(
      "bound", \.bound, .number(.positive), unit: "of 1 + |state|",
      when: .key("method", \.method, isOneOf: [.backsolve, .reversible]),
      help:
        "The largest residual of a state reconstructed backward that is accepted, as a root mean square over the state."
    ),
    JobKey(
      "norm", \.norm, .name, when: .key("method", \.method, isOneOf: [.backsolve]),
      help:
        "Whose errors judge an adaptive step backward; `semi`: those of the state and its cotangent (Kidger, Chen and "
        + "Lyons 2021), `full`: those of the parameters' gradient besides, as in the first neural ODEs."),
  ]
}
