/// How parameters follow the gradient: section `training.optimizer` of a job file.
public struct JobOptimizer: Equatable, Sendable {
  /// An optimisation method.
  public enum Kind: String, CaseIterable, Sendable {
    /// Stochastic gradient descent, with (Nesterov) momentum if asked for.
    case sgd
    /// Adaptive moments (Kingma and Ba 2015).
    case adam
    /// Adam with decoupled weight decay (Loshchilov and Hutter 2019).
    case adamw
    /// Division by a running root mean square (Tieleman and Hinton 2012).
    case rmsprop
  }

  /// The optimisation method.
  public var kind = Kind.adam
  /// The learning rate before any schedule.
  public var rate = 1e-3
  /// Momentum, at least 0 and below 1; ``Kind/sgd`` and ``Kind/rmsprop``.
  public var momentum = 0.0
  /// Whether momentum looks ahead, as Nesterov proposed; ``Kind/sgd``.
  public var nesterov = false
  /// Decay of the running mean of the gradient; ``Kind/adam`` and ``Kind/adamw``.
  public var beta1 = 0.9
  /// Decay of the running mean of the squared gradient; ``Kind/adam`` and ``Kind/adamw``.
  public var beta2 = 0.999
  /// Decay of the running mean of the squared gradient; ``Kind/rmsprop``.
  public var alpha = 0.99
  /// Added to the root in the denominator; every kind but ``Kind/sgd``.
  public var epsilon = 1e-8

  /// The defaults of the job file.
  public init() {}
}

extension JobOptimizer: JobSection {
  static var template: JobOptimizer { JobOptimizer() }

  static let keys: [JobKey<JobOptimizer>] = [
    JobKey("kind", \.kind, .name, help: "The optimisation method."),
    JobKey("rate", \.rate, .number(.positive), help: "The learning rate before any schedule."),
    JobKey(
      "momentum", \.momentum, .number(.fraction), when: .key("kind", \.kind, isOneOf: [.sgd, .rmsprop]),
      help: "Fraction of the last update carried into the next."),
    JobKey(
      "nesterov", \.nesterov, .flag, when: .key("kind", \.kind, isOneOf: [.sgd]),
      help: "Whether momentum looks ahead, as Nesterov proposed."),
    JobKey(
      "beta1", \.beta1, .number(.fraction), when: .key("kind", \.kind, isOneOf: [.adam, .adamw]),
      help: "Decay of the running mean of the gradient."),
    JobKey(
      "beta2", \.beta2, .number(.fraction), when: .key("kind", \.kind, isOneOf: [.adam, .adamw]),
      help: "Decay of the running mean of the squared gradient."),
    JobKey(
      "alpha", \.alpha, .number(.fraction), when: .key("kind", \.kind, isOneOf: [.rmsprop]),
      help: "Decay of the running mean of the squared gradient."),
    JobKey(
      "epsilon", \.epsilon, .number(.positive), when: .key("kind", \.kind, isOneOf: [.adam, .adamw, .rmsprop]),
      help: "Added to the root of the mean square before dividing by it."),
  ]
}
