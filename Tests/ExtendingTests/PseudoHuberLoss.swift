@testable import Kernels

/// `delta^2 (sqrt(1 + (e / delta)^2) - 1)`: smooth everywhere, quadratic near 0 and linear far away.
///
/// Source: Charbonnier, Blanc-Feraud, Aubert and Barlaud, IEEE Transactions on Image Processing 6 (1997) 298-311.
struct PseudoHuberLoss<Scalar: LaneScalar>: LossFunction {
  let delta: Scalar.Lanes

  @inline(always)
  func evaluate(residual: Scalar.Lanes, target: Scalar.Lanes) -> (cost: Scalar.Lanes, derivative: Scalar.Lanes) {
    let ratio = residual / delta
    let root = Scalar.Lanes(1).addingProduct(ratio, ratio).squareRoot()
    // Not the difference of nearly equal numbers where the residual is small.
    return (residual * residual / (root + Scalar.Lanes(1)), residual / root)
  }
}
