/// The value of an attribute.
public enum AttributeValue: Sendable, Equatable {
  /// One text.
  case string(String)
  /// Several texts.
  case strings([String])
  /// One integer, stored with 64 bits.
  case integer(Int64)
  /// Several integers.
  case integers([Int64])
  /// One number in double precision.
  case double(Double)
  /// Several numbers in double precision.
  case doubles([Double])
}

extension AttributeValue: ExpressibleByStringInterpolation {
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
}

extension AttributeValue: ExpressibleByIntegerLiteral {
  /// An integer.
  public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension AttributeValue: ExpressibleByFloatLiteral {
  /// A number in double precision.
  public init(floatLiteral value: Double) { self = .double(value) }
}
