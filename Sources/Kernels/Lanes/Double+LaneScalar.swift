// Fitted as for `Float`; the comment at each polynomial gives the error of the fit.
extension Double: LaneScalar {
  typealias Lanes = SIMD8<Double>

  static var roundingShift: Double { 0x1.8p52 }
  static var expFloor: Double { -746 }
  static var expCeiling: Double { 710 }
  static var logTwoHigh: Double { 0x1.62e42fefa39efp-1 }
  static var logTwoLow: Double { 0x1.abc9e3b39803fp-56 }

  /// Fit error 2^-61.
  @inline(always)
  static func expTail(_ r: Lanes) -> Lanes {
    r.polynomial([
      0.5, 0x1.5555555555559p-3, 0x1.555555555554ep-5, 0x1.111111110f507p-7, 0x1.6c16c16c198bap-10,
      0x1.a01a01b0ab1c5p-13, 0x1.a01a0195091e6p-16, 0x1.71ddf633e3f92p-19, 0x1.27e5031637d44p-22,
      0x1.af62a271821cdp-26, 0x1.1f33f84f9b7e3p-29,
    ])
  }

  /// Fit error 2^-55.
  @inline(always)
  static func powerOfTwoDerivative(_ f: Lanes) -> Lanes {
    f.polynomial([
      0x1.62e42fefa39efp-1, 0x1.ebfbdff82c598p-3, 0x1.c6b08d704a08ep-5, 0x1.3b2ab6fba1e1ap-7, 0x1.5d87fe78b2114p-10,
      0x1.4309130961a65p-13, 0x1.ffcbfc1eb48p-17, 0x1.62bfd49d212b1p-20, 0x1.b525a05274468p-24, 0x1.e605fcce08bd4p-28,
      0x1.e8cb405f27098p-32,
    ])
  }

  /// Fit error 2^-62.
  @inline(always)
  static func logTail(_ squared: Lanes) -> Lanes {
    squared.polynomial([
      0x1.555555555554fp-1, 0x1.999999999c0dep-2, 0x1.24924921ed40bp-2, 0x1.c71c7487f6ec3p-3, 0x1.745c4ca70c4d8p-3,
      0x1.3b3586fc6bbcap-3, 0x1.0dcf554eebd6dp-3, 0x1.1b687e97e9a41p-3,
    ])
  }

  static var sineReach: Double { 0x1p24 }
  static var piParts: (Double, Double, Double) {
    (0x1.921fb54442d18p1, 0x1.1a62633145c07p-53, -0x1.f1976b7ed8fbcp-109)
  }

  /// Fit error 2^-60.
  @inline(always)
  static func sineTail(_ squared: Lanes) -> Lanes {
    squared.polynomial([
      -0x1.5555555555555p-3, 0x1.11111111110e5p-7, -0x1.a01a01a01627ep-13, 0x1.71de3a5315289p-19,
      -0x1.ae6454ff30e85p-26, 0x1.6123d590c0fc0p-33, -0x1.ae4542f7aa0b9p-41, 0x1.8856e5d6fea49p-49,
    ])
  }
}
