@testable import Kernels

/// `x / (1 + |x|)`.
enum Softsign<Scalar: LaneScalar>: TwiceDifferentiableFunction {
  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
    let unit = Scalar.Lanes(1) / (Scalar.Lanes(1) + x.magnitude)
    return (x * unit, unit * unit)
  }

  @inline(always)
  static func secondDerivative(_ x: Scalar.Lanes) -> Scalar.Lanes {
    let unit = Scalar.Lanes(1) / (Scalar.Lanes(1) + x.magnitude)
    return (Scalar.Lanes(-2) * (unit * unit * unit)).withSign(of: Scalar.Lanes.zero - x)
  }
}
