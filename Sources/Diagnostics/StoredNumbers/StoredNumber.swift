import Text

/// One number of a file: whole or floating-point, of any width.
public enum StoredNumber: Sendable, Equatable {
  /// A whole number.
  case integer(Int128)
  /// A floating-point number; widening a `Float` changes no bit of its value.
  case real(Double)

  /// The number to six digits; a whole number with all of them.
  var short: String {
    switch self {
    case .integer(let value): "\(value)"
    case .real(let value): NumberText.general(value, 6)
    }
  }

  /// Enough digits to tell the number from every other of its type.
  static func exact<Value: StoredScalar>(_ value: Value) -> String {
    if case .real(let value) = value.number, value.isNaN || value.isInfinite { return NumberText.shortest(value) }
    return "\(value)"
  }
}
