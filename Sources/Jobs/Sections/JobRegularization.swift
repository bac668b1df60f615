/// What is charged along trajectories besides residuals: section `model.regularization` of a job file.
public struct JobRegularization: Equatable, Sendable {
  /// The weight of the integral of `|f|^2`, divided by the number of state components.
  public var kineticEnergy = 0.0
  /// The weight of the integral of the Jacobian's squared Frobenius norm, estimated, divided by the number of state
  /// components.
  public var jacobian = 0.0
  /// The weight of the integral of `|d^2 y / dt^2|^2`, divided by the number of state components.
  public var secondDerivative = 0.0

  /// The defaults of the job file.
  public init() {}
}

extension JobRegularization: JobSection {
  static var template: JobRegularization { JobRegularization() }

  static let keys: [JobKey<JobRegularization>] = [
    JobKey(
      "kineticEnergy", \.kineticEnergy, .number(.nonnegative),
      help: "Weight of the integral of |f|^2 / (number of state components), the kinetic energy of Finlay, Jacobsen, "
        + "Nurbekyan and Oberman (2020)."),
    JobKey(
      "jacobian", \.jacobian, .number(.nonnegative),
      help:
        "Weight of the integral of |(df/dy)^T e|^2 / (number of state components), whose mean over the random signs e "
        + "is the squared Frobenius norm of the Jacobian (ibid.). The signs belong to the seed, the step and the item, "
        + "and are fixed during a solve."),
    JobKey(
      "secondDerivative", \.secondDerivative, .number(.nonnegative),
      help: "Weight of the integral of |d^2 y / dt^2|^2 / (number of state components), the regulariser of Kelly, "
        + "Bettencourt, Johnson and Duvenaud (2020) of order 2."),
  ]
}
