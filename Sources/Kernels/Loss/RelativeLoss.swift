/// `|e| / max(|target|, floor)`.
struct RelativeLoss<Scalar: LaneScalar>: LossFunction {
  let floor: Scalar.Lanes

  @inline(always)
  func evaluate(residual: Scalar.Lanes, target: Scalar.Lanes) -> (cost: Scalar.Lanes, derivative: Scalar.Lanes) {
    let unit = Scalar.Lanes(1) / target.magnitude.raised(to: floor)
    return (
      residual.magnitude * unit, Scalar.Lanes.zero.replacing(with: unit.withSign(of: residual), whereNonZero: residual)
    )
  }
}
