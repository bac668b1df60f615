/// A value of a JSON5 text, with the place it was read from.
///
/// Values are equal when their contents are: places do not count, an integer is not a number with a fraction, every
/// NaN equals every other, and `0.0` differs from `-0.0`. What ``write()`` writes reads back as an equal value.
public struct JSON5Value: Sendable {
  /// The kinds of value.
  public enum Content: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number written without point or exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, also `Infinity` and `NaN`.
    case number(Double)
    /// A string.
    case string(String)
    /// The elements of an array.
    case array([JSON5Value])
    /// The members of an object, in the order written, no key twice.
    case object([JSON5Member])
  }

  /// The value itself.
  public var content: Content
  /// Where it stands; nil for a value made in the program.
  public var position: SourcePosition?

  /// A value read from `position`, or made in the program.
  public init(_ content: Content, at position: SourcePosition? = nil) {
    self.content = content
    self.position = position
  }

  /// `null`.
  public static var null: JSON5Value { JSON5Value(.null) }

  /// A truth value.
  public static func bool(_ value: Bool) -> JSON5Value { JSON5Value(.bool(value)) }

  /// A whole number.
  public static func integer(_ value: Int) -> JSON5Value { JSON5Value(.integer(Int64(value))) }

  /// A floating-point number.
  public static func number(_ value: Double) -> JSON5Value { JSON5Value(.number(value)) }

  /// A string.
  public static func string(_ value: String) -> JSON5Value { JSON5Value(.string(value)) }

  /// An array.
  public static func array(_ elements: [JSON5Value]) -> JSON5Value { JSON5Value(.array(elements)) }

  /// An object; the keys must differ.
  public static func object(_ members: [(key: String, value: JSON5Value)]) -> JSON5Value {
    JSON5Value(.object(members.map { JSON5Member(key: $0.key, value: $0.value) }))
  }

  /// The value of a key; nil when this is no object or has no such key.
  public subscript(key: String) -> JSON5Value? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.key == key }?.value
  }
}

extension JSON5Value: Equatable {
  /// Whether the contents are equal; places do not count.
  public static func == (a: JSON5Value, b: JSON5Value) -> Bool {
    switch (a.content, b.content) {
    case (.null, .null): true
    case (.bool(let x), .bool(let y)): x == y
    case (.integer(let x), .integer(let y)): x == y
    case (.number(let x), .number(let y)): x.bitPattern == y.bitPattern || (x.isNaN && y.isNaN)
    case (.string(let x), .string(let y)): x.unicodeScalars.elementsEqual(y.unicodeScalars)
    case (.array(let x), .array(let y)): x == y
    case (.object(let x), .object(let y)): x == y
    default: false
    }
  }
}
