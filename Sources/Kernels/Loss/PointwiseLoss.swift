/// How much the residual `e = prediction - target` of one observed value costs.
public enum PointwiseLoss: Sendable, Equatable {
  /// `|e|`; the derivative at 0 is 0.
  case l1
  /// `e^2`.
  case l2
  /// `e^2 / 2` up to `|e| = delta`, `delta (|e| - delta / 2)` beyond (Huber 1964); `delta` is positive.
  case huber(delta: Double)
  /// `|e| / max(|target|, floor)`; the derivative at 0 is 0, `floor` is positive.
  case relative(floor: Double)
}
