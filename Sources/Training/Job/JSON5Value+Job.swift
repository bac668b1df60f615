extension JSON5Value {
  /// The value as a whole number, also where it is written as `1e3`; nil for any other value.
  var wholeNumber: Int64? {
    switch content {
    case .integer(let value): value
    case .number(let value) where value == value.rounded() && abs(value) <= 0x1p53: Int64(value)
    default: nil
    }
  }

  /// The value as a floating-point number; nil if it is no number.
  var number: Double? {
    switch content {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// Whether the value is `null`.
  var isNull: Bool {
    if case .null = content { true } else { false }
  }

  /// The value in the words of a message; long text is cut.
  var words: String {
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

  func isNot(_ expected: String) -> JobProblem.Cause { .wrongType(found: words, expected: expected) }

  func isOutside(_ allowed: String) -> JobProblem.Cause { .outOfRange(found: words, allowed: allowed) }
}
