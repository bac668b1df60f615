import Foundation
import ODE

/// A ball above a floor that keeps the fraction `c` of its speed when it bounces: `x'' = -g`, parameters `[g, c]`.
///
/// Dropped from `x0` at rest it meets the floor at `t_1 = sqrt(2 x0 / g)` with the speed `v = g t_1`, and bounce
/// `n + 1` follows bounce `n` after `2 c^n v / g`.
enum BouncingBall {
  static let field = ClosureField<Double>(
    stateCount: 2, parameterCount: 2, value: { _, y, p in [y[1], -p[0]] },
    jacobian: { _, _, _ in [[0, 1], [0, 0]] }, parameterJacobian: { _, _, _ in [[0, 0], [-1, 0]] },
    timeDerivative: { _, _, _ in [0, 0] })

  static let floor = ClosureEvent<Double>(
    value: { _, y, _ in y[0] }, stateGradient: { _, _, _ in [1, 0] }, rows: 2, parameters: 2)

  static let bounce = ClosureJump<Double>(
    value: { _, y, p in [y[0], -p[1] * y[1]] }, jacobian: { _, _, p in [[1, 0], [0, -p[1]]] },
    timeDerivative: { _, _, _ in [0, 0] }, parameterJacobian: { _, y, _ in [[0, 0], [0, -y[1]]] }, rows: 2,
    parameters: 2)

  /// The times of the first bounces.
  static func bounces(_ count: Int, x0: Double, g: Double, c: Double) -> [Double] {
    let first = (2 * x0 / g).squareRoot()
    var times = [first]
    for n in 1..<max(1, count) { times.append(times[n - 1] + 2 * pow(c, Double(n)) * first) }
    return Array(times.prefix(count))
  }

  /// Position and speed at a time after `count` bounces and before the next.
  static func state(at t: Double, after count: Int, x0: Double, g: Double, c: Double) -> [Double] {
    guard count > 0 else { return [x0 - g * t * t / 2, -g * t] }
    let since = t - bounces(count, x0: x0, g: g, c: c)[count - 1]
    let speed = pow(c, Double(count)) * (2 * g * x0).squareRoot()
    return [speed * since - g * since * since / 2, speed - g * since]
  }
}
