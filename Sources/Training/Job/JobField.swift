import Kernels

/// The network that is the vector field: section `field` of a job file.
public struct JobField: Equatable, Sendable {
  /// A family of vector fields.
  public enum Kind: String, CaseIterable, Sendable {
    /// A multilayer perceptron.
    case mlp
  }

  /// The family of vector fields.
  public var kind = Kind.mlp
  /// Units of each hidden layer, first to last; none: a linear field.
  public var hidden = [50]
  /// The nonlinearity after each hidden layer.
  public var activation = Activation.tanh
  /// Whether time is an input of the network.
  public var time = false
  /// The power each state component is raised to before the first layer.
  public var power = 1
  /// The distribution weights start from: a name of ``JobNames/initializations``.
  public var initialization = "glorot"
  /// Standard deviation of the weights for `normal`, a factor on the distribution's own otherwise.
  public var scale = 1.0
  /// A file that gives the initial values by parameter name instead; nil: none.
  public var parameters: String?

  /// The defaults of the job file.
  public init() {}
}
