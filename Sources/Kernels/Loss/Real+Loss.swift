extension Float {
  /// Compares predictions with observed values.
  public static func accumulateLoss(
    _ loss: PointwiseLoss, _ points: LossPoints<Self>, cotangents: UnsafeMutablePointer<Self>?,
    into sums: UnsafeMutablePointer<Double>
  ) {
    loss.accumulate(points, cotangents: cotangents, into: sums)
  }
}

extension Double {
  /// Compares predictions with observed values.
  public static func accumulateLoss(
    _ loss: PointwiseLoss, _ points: LossPoints<Self>, cotangents: UnsafeMutablePointer<Self>?,
    into sums: UnsafeMutablePointer<Double>
  ) {
    loss.accumulate(points, cotangents: cotangents, into: sums)
  }
}
