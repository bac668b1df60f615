/// `e^2`.
struct SquaredLoss<Scalar: LaneScalar>: LossFunction {
  @inline(always)
  func evaluate(residual: Scalar.Lanes, target: Scalar.Lanes) -> (cost: Scalar.Lanes, derivative: Scalar.Lanes) {
    (residual * residual, residual + residual)
  }
}
