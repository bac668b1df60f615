import Kernels
import Networks
import Text

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
  /// The numbers on the diagonal of the linear part's matrix at the start; nil: no linear part.
  public var linear: Double?
  /// The distribution weights start from.
  public var initialization = Initialization.glorot
  /// Standard deviation of the weights for `normal`, a factor on the distribution's own otherwise.
  public var scale = 1.0
  /// A file that gives the initial values by parameter name instead; nil: none.
  public var parameters: String?

  /// The defaults of the job file.
  public init() {}
}

extension JobField: JobSection {
  static var template: JobField { JobField() }

  static let keys: [JobKey<JobField>] = [
    JobKey("kind", \.kind, .name, help: "The family of vector fields; `mlp`: a multilayer perceptron."),
    JobKey(
      "hidden", \.hidden, .list(of: .wholeNumber(atLeast: 1), emptyAllowed: true), unit: "units",
      help: "Units of each hidden layer, first to last; `[]` makes the field linear."),
    JobKey("activation", \.activation, .name, help: "The nonlinearity after each hidden layer."),
    JobKey("time", \.time, .flag, help: "Whether time is an input of the network."),
    JobKey(
      "power", \.power, .wholeNumber(atLeast: 1, atMost: 16),
      help: "The power each state component is raised to before the first layer."),
    JobKey(
      "linear", optional: \.linear, .number(.finite), unit: "1 / time",
      help: "Adds a linear part `A y` to the network, which may be stiff (see solver.stiffPart). Its matrix, the "
        + "parameters `linear.weight`, starts with this number on its diagonal and 0 elsewhere; null: no linear part."),
    JobKey(
      "initialization", \.initialization, .name,
      help: "The distribution weights of the network start from; biases start at 0."),
    JobKey(
      "scale", \.scale, .number(.positive), derived: "0.1 for `normal`, 1.0 otherwise",
      help: "Standard deviation of the weights for `normal`, a factor on the distribution's own otherwise."),
    JobKey(
      "parameters", optional: \.parameters, .path,
      help: "A file that gives the initial values by parameter name instead. Relative to the directory of the job file."
    ),
  ]
}
