// The polynomials are minimax fits of the relative error of the whole function (Remez exchange in 50 digits, weighted
// with t^2 / expm1(t) and so on); the comment at each gives the error of the fit.
extension Float: LaneScalar {
  typealias Lanes = SIMD16<Float>

  static var roundingShift: Float { 0x1.8p23 }
  static var expFloor: Double { -105 }
  static var expCeiling: Double { 89 }
  static var logTwoHigh: Float { 0x1.62e43p-1 }
  static var logTwoLow: Float { -0x1.05c61p-29 }

  /// Fit error 2^-31.
  @inline(always)
  static func expTail(_ r: Lanes) -> Lanes {
    r.polynomial([0.5, 0x1.555556p-3, 0x1.555474p-5, 0x1.1110b4p-7, 0x1.6da446p-10, 0x1.a17086p-13])
  }

  /// Fit error 2^-26.
  @inline(always)
  static func powerOfTwoDerivative(_ f: Lanes) -> Lanes {
    f.polynomial([0x1.62e43p-1, 0x1.ebfbdep-3, 0x1.c6af6ep-5, 0x1.3b2bap-7, 0x1.5f07fep-10, 0x1.430972p-13])
  }

  /// Fit error 2^-35.
  @inline(always)
  static func logTail(_ squared: Lanes) -> Lanes {
    squared.polynomial([0x1.555554p-1, 0x1.999bdap-2, 0x1.23e9e6p-2, 0x1.ed8572p-3])
  }

  static var sineReach: Double { 0x1p17 }
  static var piParts: (Float, Float, Float) { (0x1.921fb6p1, -0x1.777a5cp-24, -0x1.ee59dap-49) }

  /// Fit error 2^-35.
  @inline(always)
  static func sineTail(_ squared: Lanes) -> Lanes {
    squared.polynomial([-0x1.555556p-3, 0x1.11110cp-7, -0x1.a017d6p-13, 0x1.71700ep-19, -0x1.9a5e4cp-26])
  }
}
