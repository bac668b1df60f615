/// `e^2`.
struct SquaredLoss<Scalar: LaneScalar>: LossFunction {
  @inline(always)
  func evaluate(miss: Scalar.Lanes, target: Scalar.Lanes) -> (cost: Scalar.Lanes, slope: Scalar.Lanes) {
    (miss * miss, miss + miss)
  }
}
