import Kernels

extension PointwiseLoss {
  /// One loss of each kind, with parameters that divide the arguments of tests.
  public static let ofEachKind: [PointwiseLoss] = [.l1, .l2, .huber(delta: 0.75), .relative(floor: 0.25)]

  /// Cost and derivative of one residual, from the definition.
  public func definition(_ prediction: Double, _ target: Double) -> (cost: Double, derivative: Double) {
    let residual = prediction - target
    let sign = residual > 0 ? 1.0 : residual < 0 ? -1 : 0
    switch self {
    case .l1: return (abs(residual), sign)
    case .l2: return (residual * residual, 2 * residual)
    case .huber(let delta):
      return abs(residual) <= delta
        ? (residual * residual / 2, residual) : (delta * (abs(residual) - delta / 2), sign * delta)
    case .relative(let floor):
      let unit = max(abs(target), floor)
      return (abs(residual) / unit, sign / unit)
    }
  }
}
