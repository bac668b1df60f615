/// `e^2 / 2` up to `|e| = delta`, then the tangent line: `c (|e| - c / 2)` with `c = min(|e|, delta)`.
struct HuberLoss<Scalar: LaneScalar>: LossFunction {
  let delta: Scalar.Lanes

  @inline(always)
  func evaluate(residual: Scalar.Lanes, target: Scalar.Lanes) -> (cost: Scalar.Lanes, derivative: Scalar.Lanes) {
    let size = residual.magnitude
    let near = size.capped(at: delta)
    return (near * size.addingProduct(Scalar.Lanes(-0.5), near), near.withSign(of: residual))
  }
}
