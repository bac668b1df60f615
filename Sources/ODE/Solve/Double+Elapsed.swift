extension Double {
  /// The time elapsed since `origin`, as a clock that starts there counts it.
  ///
  /// Added to the origin it gives this time or, where their difference is no number, one that a clock on its way from
  /// the origin has not passed: no field is evaluated beyond the last time of its sample.
  func elapsed(since origin: Double) -> Double {
    let difference = self - origin
    let isBeyond = difference > 0 ? origin + difference > self : origin + difference < self
    guard isBeyond else { return difference }
    return difference > 0 ? difference.nextDown : difference.nextUp
  }
}
