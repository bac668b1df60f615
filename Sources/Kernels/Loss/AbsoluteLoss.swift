/// `|e|`.
struct AbsoluteLoss<Scalar: LaneScalar>: LossFunction {
  @inline(always)
  func evaluate(residual: Scalar.Lanes, target: Scalar.Lanes) -> (cost: Scalar.Lanes, derivative: Scalar.Lanes) {
    (
      residual.magnitude,
      Scalar.Lanes.zero.replacing(with: Scalar.Lanes(1).withSign(of: residual), whereNonZero: residual)
    )
  }
}
