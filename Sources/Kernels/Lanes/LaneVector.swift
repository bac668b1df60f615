/// The SIMD operations that the kernels build on, each one machine instruction.
///
/// A quarter of a vector is 128 bits on every CPU: what moves lanes within quarters, or quarters as wholes, is cheap
/// everywhere.
///
/// Arithmetic comes from `SIMD` itself: its generic operators become single instructions after specialisation.
/// Comparisons and selections do not (they turn into loops over lanes), so they are requirements here that the two
/// conforming types implement on concrete vectors.
protocol LaneVector: SIMD where Scalar: LaneScalar, Scalar.Lanes == Self {
  /// The same lanes as integers of the same width.
  associatedtype Bits: SIMD where Bits.Scalar: FixedWidthInteger & SignedInteger

  /// Integer bits of the lanes.
  var bits: Bits { get }
  /// Lanes with the given integer bits.
  init(bits: Bits)

  /// `other` in the lanes where `x < y`, `self` in the rest; a NaN in `x` or `y` keeps `self`.
  func replacing(with other: Self, whereLess x: Self, than y: Self) -> Self
  /// `other` in the lanes where `x <= y`, `self` in the rest; a NaN in `x` or `y` keeps `self`.
  func replacing(with other: Self, whereNotAbove x: Self, than y: Self) -> Self
  /// `other` in the lanes where `x` is NaN, `self` in the rest.
  func replacing(with other: Self, whereNaN x: Self) -> Self
  /// `other` in the lanes where `mask` is not zero, `self` in the rest.
  func replacing(with other: Self, whereNonZero mask: Self) -> Self

  /// In each quarter of the result, every second lane of that quarter from the first on: those of `self`, then those of
  /// `other`.
  func evenLanes(_ other: Self) -> Self
  /// In each quarter of the result, every second lane of that quarter from the second on: those of `self`, then those
  /// of `other`.
  func oddLanes(_ other: Self) -> Self
  /// The first and third quarter of `self`, then those of `other`.
  func evenQuarters(_ other: Self) -> Self
  /// The second and fourth quarter of `self`, then those of `other`.
  func oddQuarters(_ other: Self) -> Self
}

extension LaneVector {
  /// Lanes of one repeated value, rounded to the lanes' type.
  @inline(always)
  init(_ value: Double) { self.init(repeating: Scalar(value)) }

  /// The absolute value, by clearing the sign bit.
  @inline(always)
  var magnitude: Self { Self(bits: bits & Bits(repeating: .max)) }

  /// The magnitude of `self` with the sign of `other`.
  @inline(always)
  func withSign(of other: Self) -> Self {
    Self(bits: (bits & Bits(repeating: .max)) | (other.bits & Bits(repeating: .min)))
  }

  /// The lanes, but no more than `limit`; NaN stays NaN.
  @inline(always)
  func capped(at limit: Self) -> Self { replacing(with: limit, whereLess: limit, than: self) }

  /// The lanes, but no less than `limit`; NaN stays NaN.
  @inline(always)
  func raised(to limit: Self) -> Self { replacing(with: limit, whereLess: self, than: limit) }

  /// How often the lanes of a quarter can be halved.
  static var quarterDepth: Int { Scalar.laneCount == 16 ? 2 : 1 }

  /// In each quarter, the sums of its neighbouring lanes: those of `self`, then those of `other`.
  @inline(always)
  func laneSums(_ other: Self) -> Self { evenLanes(other) + oddLanes(other) }

  /// The sums of neighbouring quarters: those of `self`, then those of `other`.
  @inline(always)
  func quarterSums(_ other: Self) -> Self { evenQuarters(other) + oddQuarters(other) }

  /// The polynomial whose coefficients are listed from the constant term up, by Horner's rule.
  @inline(always)
  func polynomial<let terms: Int>(_ coefficients: InlineArray<terms, Double>) -> Self {
    var sum = Self(coefficients[terms - 1])
    var i = terms - 2
    while i >= 0 {
      sum = Self(coefficients[i]).addingProduct(sum, self)
      i &-= 1
    }
    return sum
  }
}

/// Reads the lanes at `p`, at any alignment.
@inline(always)
func load<Scalar: LaneScalar>(_ p: UnsafePointer<Scalar>) -> Scalar.Lanes {
  UnsafeRawPointer(p).loadUnaligned(as: Scalar.Lanes.self)
}

/// Reads the lanes at `p`, at any alignment.
@inline(always)
func load<Scalar: LaneScalar>(_ p: UnsafeMutablePointer<Scalar>) -> Scalar.Lanes {
  UnsafeRawPointer(p).loadUnaligned(as: Scalar.Lanes.self)
}

/// Writes lanes to `p`, at any alignment.
@inline(always)
func store<Scalar: LaneScalar>(_ lanes: Scalar.Lanes, _ p: UnsafeMutablePointer<Scalar>) {
  UnsafeMutableRawPointer(p).storeBytes(of: lanes, as: Scalar.Lanes.self)
}

/// Reads the first `count` lanes at `p`; the others are zero.
@inline(always)
func loadPart<Scalar: LaneScalar>(_ p: UnsafePointer<Scalar>, _ count: Int) -> Scalar.Lanes {
  var lanes = Scalar.Lanes.zero
  for i in 0..<count { lanes[i] = p[i] }
  return lanes
}

/// Writes the first `count` lanes to `p`.
@inline(always)
func storePart<Scalar: LaneScalar>(_ lanes: Scalar.Lanes, _ p: UnsafeMutablePointer<Scalar>, _ count: Int) {
  for i in 0..<count { p[i] = lanes[i] }
}
