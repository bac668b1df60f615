/// A ``KernelScalar`` together with the SIMD value its kernels compute in and the constants its elementary functions
/// need.
///
/// The kernels are written once, generic over this protocol, and specialised for `Float` and `Double` inside the
/// module.
protocol LaneScalar: KernelScalar {
  /// The SIMD value of ``KernelScalar/laneCount`` scalars.
  associatedtype Lanes: LaneVector where Lanes.Scalar == Self

  /// `1.5 * 2^p` with `p` the stored significand bits: adding it leaves a number rounded to an integer in the low bits.
  static var roundingShift: Self { get }

  // MARK: exp

  /// Below this `exp` is zero.
  static var expFloor: Double { get }
  /// Above this `exp` is infinite.
  static var expCeiling: Double { get }
  /// The leading part of `log(2)`.
  static var logTwoHigh: Self { get }
  /// What the leading part leaves out of `log(2)`.
  static var logTwoLow: Self { get }
  /// `(exp(r) - 1 - r) / r^2` for `|r| <= log(2)/2`.
  static func expTail(_ r: Lanes) -> Lanes

  /// `(2^f - 1) / f` for `|f| <= 1/2`.
  static func powerOfTwoDerivative(_ f: Lanes) -> Lanes

  // MARK: log

  /// `(2 artanh(s) - 2 s) / s^3` as a function of `s^2 <= 0.04`.
  static func logTail(_ squared: Lanes) -> Lanes

  // MARK: sin

  /// Arguments up to this magnitude are reduced with three parts of pi.
  static var sineReach: Double { get }
  /// Pi as the sum of three parts, the leading one rounded to the nearest value of the type.
  static var piParts: (Self, Self, Self) { get }
  /// `(sin(r) - r) / r^3` as a function of `r^2`, for `|r| <= pi/2`.
  static func sineTail(_ squared: Lanes) -> Lanes
}
