extension PointwiseLoss {
  /// Adds the observed values of one observation to each column's sums.
  @inline(always)
  func accumulate<Scalar: LaneScalar>(
    _ points: LossPoints<Scalar>, cotangents: UnsafeMutablePointer<Scalar>?, into sums: UnsafeMutablePointer<Double>
  ) {
    switch self {
    case .l1: AbsoluteLoss().accumulate(points, cotangents: cotangents, into: sums)
    case .l2: SquaredLoss().accumulate(points, cotangents: cotangents, into: sums)
    case .huber(let delta): HuberLoss(delta: .init(delta)).accumulate(points, cotangents: cotangents, into: sums)
    case .relative(let floor): RelativeLoss(floor: .init(floor)).accumulate(points, cotangents: cotangents, into: sums)
    }
  }
}
