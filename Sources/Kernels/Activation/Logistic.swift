/// The logistic function and what follows from it, from `z = exp(-|x|)`, so that nothing overflows or cancels.
struct Logistic<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// `exp(-|x|)`, between 0 and 1.
  let z: Lanes
  /// `1 / (1 + z)`, between a half and 1: the logistic function of `|x|`.
  let upper: Lanes
  /// `z / (1 + z)`: the logistic function of `-|x|`.
  let lower: Lanes
  /// The logistic function of `x`.
  let value: Lanes
  /// The logistic function of `-x`, which is one minus ``value``.
  let complement: Lanes

  /// Evaluates the logistic function at `x`.
  @inline(always)
  init(_ x: Lanes) {
    z = Exponential<Scalar>((-x.magnitude).raised(to: Lanes(Scalar.expFloor))).valueBelowOne
    upper = Lanes(1) / (Lanes(1) + z)
    lower = z * upper
    value = upper.replacing(with: lower, whereLess: x, than: .zero)
    complement = lower.replacing(with: upper, whereLess: x, than: .zero)
  }

  /// The derivative of the logistic function.
  @inline(always)
  var derivative: Lanes { upper * lower }
}
