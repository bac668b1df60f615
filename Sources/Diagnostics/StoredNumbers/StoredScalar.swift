import Storage

/// A number type of files, seen as something that can be summarised and compared.
protocol StoredScalar: StorageScalar, CustomStringConvertible {
  /// Whether the type holds whole numbers only.
  static var isWhole: Bool { get }
  /// Zero.
  static var zero: Self { get }
  /// Whether it is not a number.
  var isNaN: Bool { get }
  /// Whether it is infinite.
  var isInfinite: Bool { get }
  /// The value in double precision, rounded where it has more digits.
  var double: Double { get }
  /// The value as it is.
  var number: StoredNumber { get }
  /// Whether this and another have the same bits: a NaN equals itself, 0 differs from -0.
  func hasBits(of other: Self) -> Bool
  /// How many numbers of the type lie between the two, the farther one counted; 0 and -0 are one number.
  ///
  /// For whole numbers the absolute difference. Of no meaning for NaN.
  func distance(to other: Self) -> UInt64
  /// Whether this is less than the other.
  static func < (a: Self, b: Self) -> Bool
}

extension StoredScalar where Self: FixedWidthInteger {
  static var isWhole: Bool { true }
  var isNaN: Bool { false }
  var isInfinite: Bool { false }
  var double: Double { Double(self) }
  var number: StoredNumber { .integer(Int128(self)) }
  func hasBits(of other: Self) -> Bool { self == other }
  func distance(to other: Self) -> UInt64 {
    UInt64(truncatingIfNeeded: (Int128(self) - Int128(other)).magnitude)
  }
}

extension Int8: StoredScalar {}
extension Int16: StoredScalar {}
extension Int32: StoredScalar {}
extension Int64: StoredScalar {}
extension UInt8: StoredScalar {}
extension UInt16: StoredScalar {}
extension UInt32: StoredScalar {}
extension UInt64: StoredScalar {}

extension Float: StoredScalar {
  static var isWhole: Bool { false }
  var double: Double { Double(self) }
  var number: StoredNumber { .real(Double(self)) }
  func hasBits(of other: Float) -> Bool { bitPattern == other.bitPattern }
  func distance(to other: Float) -> UInt64 { UInt64((place - other.place).magnitude) }

  /// The place among all floats in ascending order, 0 for both zeros: IEEE 754 orders magnitudes like their bits.
  private var place: Int64 {
    let magnitude = Int64(bitPattern & 0x7fff_ffff)
    return sign == .minus ? -magnitude : magnitude
  }
}

extension Double: StoredScalar {
  static var isWhole: Bool { false }
  var double: Double { self }
  var number: StoredNumber { .real(self) }
  func hasBits(of other: Double) -> Bool { bitPattern == other.bitPattern }
  func distance(to other: Double) -> UInt64 { UInt64((Int128(place) - Int128(other.place)).magnitude) }

  /// The place among all doubles in ascending order, 0 for both zeros.
  private var place: Int64 {
    let magnitude = Int64(bitPattern & 0x7fff_ffff_ffff_ffff)
    return sign == .minus ? -magnitude : magnitude
  }
}
