extension JSON5Value {
  /// The value as a whole number, also where it is written as `1e3`; nil for any other value.
  package var wholeNumber: Int? {
    switch content {
    case .integer(let value): Int(value)
    case .number(let value) where value == value.rounded() && abs(value) <= 0x1p53: Int(value)
    default: nil
    }
  }

  /// The value as a floating-point number; nil if it is no number.
  package var number: Double? {
    switch content {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The value as a number of strict JSON, where `null` stands for one that is not finite; nil for anything else.
  package var numberOrNull: Double? { isNull ? .nan : number }

  /// The value as text; nil for anything else.
  package var text: String? {
    if case .string(let value) = content { value } else { nil }
  }

  /// Whether the value is `null`.
  package var isNull: Bool {
    if case .null = content { true } else { false }
  }

  /// The value in the words of a message; long text is cut.
  package var words: String {
    switch content {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): NumberText.shortest(value)
    case .string(let value): "the text \"" + (value.count > 40 ? value.prefix(40) + "..." : value) + "\""
    case .array: "a list"
    case .object: "an object"
    }
  }
}
