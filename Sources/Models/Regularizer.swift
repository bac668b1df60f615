/// What may be charged along a trajectory besides its residuals; each is a mean over the components of the state.
public enum Regularizer: String, CaseIterable, Sendable {
  /// The integral of `|f|^2` (``ODE/KineticEnergy``).
  case kineticEnergy
  /// The integral of an estimate of the squared Frobenius norm of the Jacobian (``ODE/JacobianNorm``).
  case jacobian
  /// The integral of `|d^2 y / dt^2|^2` (``ODE/SecondDerivativeCost``).
  case secondDerivative

  /// Its place in arrays of all.
  public var index: Int {
    switch self {
    case .kineticEnergy: 0
    case .jacobian: 1
    case .secondDerivative: 2
    }
  }
}
