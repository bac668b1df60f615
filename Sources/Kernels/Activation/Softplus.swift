/// `log(1 + exp(x)) = max(x, 0) + log1p(z)`.
enum Softplus<Scalar: LaneScalar>: TwiceDifferentiableFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
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

  @inline(always)
  static func secondDerivative(_ x: Scalar.Lanes) -> Scalar.Lanes { Logistic<Scalar>(x).derivative }
}
