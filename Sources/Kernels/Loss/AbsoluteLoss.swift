/// `|e|`.
struct AbsoluteLoss<Scalar: LaneScalar>: LossFunction {
  @inline(always)
  func evaluate(miss: Scalar.Lanes, target: Scalar.Lanes) -> (cost: Scalar.Lanes, slope: Scalar.Lanes) {
    (miss.magnitude, Scalar.Lanes.zero.replacing(with: Scalar.Lanes(1).withSign(of: miss), whereNonZero: miss))
  }
}
