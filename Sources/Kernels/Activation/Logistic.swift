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
    z = Exponential<Scalar>((-x.magnitude).raised(to: Lanes(Scalar.expFloor))).value
    upper = Lanes(1) / (Lanes(1) + z)
    lower = z * upper
    value = upper.replacing(with: lower, whereLess: x, than: .zero)
    complement = lower.replacing(with: upper, whereLess: x, than: .zero)
  }

  /// The derivative of the logistic function.
  @inline(always)
  var slope: Lanes { upper * lower }
}

/// The logistic function as an activation.
enum Sigmoid<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let logistic = Logistic<Scalar>(x)
    return (logistic.value, logistic.slope)
  }
}

/// `log(1 + exp(x)) = max(x, 0) + log1p(z)`.
enum Softplus<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    let logistic = Logistic<Scalar>(x)
    return (x.raised(to: .zero) + logarithm(onePlus: logistic.z), logistic.value)
  }

  /// `log(1 + z)` for `z` between 0 and 1: `2 artanh(f / (2 + f))`, with `1 + z` halved where `z` exceeds a half.
  @inline(always)
  private static func logarithm(onePlus z: Scalar.Lanes) -> Scalar.Lanes {
    typealias Lanes = Scalar.Lanes
    let half = Lanes(0.5)
    let f = z.replacing(with: half * z - half, whereLess: half, than: z)
    let offset = Lanes.zero.replacing(with: Lanes(0.6931471805599453), whereLess: half, than: z)
    let s = f / (Lanes(2) + f)
    let squared = s * s
    return offset + (s + s).addingProduct(s * squared, Scalar.logTail(squared))
  }
}

/// `x` times its logistic function.
enum Silu<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    typealias Lanes = Scalar.Lanes
    let logistic = Logistic<Scalar>(x)
    let reach = Lanes(Scalar.expFloor)
    let bounded = x.raised(to: reach)
    let inner = bounded.capped(at: -reach)
    return (
      bounded * logistic.value,
      logistic.value * Lanes(1).addingProduct(inner, logistic.complement)
    )
  }
}

/// `x` times the logistic function of `2 sqrt(2/pi) (x + 0.044715 x^3)`.
enum Gelu<Scalar: LaneScalar>: ElementwiseFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes) {
    typealias Lanes = Scalar.Lanes
    // At +-30 the logistic factor is 0 or 1 in either type; clamping there keeps infinities out of the products.
    let bounded = x.raised(to: Lanes(-30))
    let inner = bounded.capped(at: Lanes(30))
    let linear = Lanes(1.5957691216057308)
    let cubic = Lanes(0.07135481627260025)
    let squared = inner * inner
    let logistic = Logistic<Scalar>(inner * linear.addingProduct(squared, cubic))
    let growth = linear.addingProduct(squared, Lanes(3) * cubic)
    return (
      bounded * logistic.value,
      logistic.value * Lanes(1).addingProduct(inner * growth, logistic.complement)
    )
  }
}
