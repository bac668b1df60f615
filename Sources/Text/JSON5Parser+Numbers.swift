extension JSON5Parser {
  /// A number: decimal, hexadecimal, `Infinity` or `NaN`, with an optional sign.
  mutating func parseNumber() throws(JSON5Error) -> JSON5Value.Content {
    let start = position
    let first = index
    let isNegative = peek() == "-"
    if isNegative || peek() == "+" { advance() }
    guard let scalar = peek() else { throw unexpected(expected: "a number") }
    if scalar == "I" || scalar == "N" {
      let value = isNegative ? -Double.infinity : Double.infinity
      if take(word: "Infinity") { return .number(value) }
      if take(word: "NaN") { return .number(.nan) }
      throw unexpected(expected: "Infinity, NaN or another value (text stands in quotes)")
    }
    let isHexadecimal = scalar == "0" && (peek(1) == "x" || peek(1) == "X")
    let isWhole = isHexadecimal ? try skipHexadecimal() : try skipDecimal()
    if let next = peek(), isIdentifierPart(next) || next == "\\" || next == "." {
      throw unexpected(expected: "the end of the number")
    }
    return try value(of: first..<index, isWhole: isWhole, isHexadecimal: isHexadecimal, at: start)
  }

  private mutating func skipHexadecimal() throws(JSON5Error) -> Bool {
    advance()
    advance()
    guard peek()?.hexadecimalDigit != nil else { throw unexpected(expected: "a hexadecimal digit") }
    while peek()?.hexadecimalDigit != nil { advance() }
    return true
  }

  /// Steps over a decimal literal; whether it has neither point nor exponent.
  private mutating func skipDecimal() throws(JSON5Error) -> Bool {
    var isWhole = true
    var hasDigits = false
    if take("0") {
      hasDigits = true
      if let next = peek(), next.isDecimalDigit {
        throw unexpected(expected: "no digit after a leading 0")
      }
    } else {
      hasDigits = skipDigits()
    }
    if take(".") {
      isWhole = false
      hasDigits = skipDigits() || hasDigits
    }
    guard hasDigits else { throw unexpected(expected: "a digit") }
    if peek() == "e" || peek() == "E" {
      isWhole = false
      advance()
      if peek() == "+" || peek() == "-" { advance() }
      guard skipDigits() else { throw unexpected(expected: "a digit of the exponent") }
    }
    return isWhole
  }

  private mutating func skipDigits() -> Bool {
    let first = index
    while let scalar = peek(), scalar.isDecimalDigit { advance() }
    return index > first
  }

  /// The value of a literal.
  ///
  /// Whole numbers beyond 64 bits become floats, as JSON5 has it, and so does `-0`.
  private func value(
    of range: Range<Int>, isWhole: Bool, isHexadecimal: Bool, at start: SourcePosition
  ) throws(JSON5Error) -> JSON5Value.Content {
    let text = text(of: scalars[range])
    let sign = text.hasPrefix("-") ? "-" : ""
    let magnitude = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
    if isWhole {
      let digits = isHexadecimal ? magnitude.dropFirst(2) : magnitude
      let integer = Int64(sign + digits, radix: isHexadecimal ? 16 : 10)
      if let integer, integer != 0 || sign.isEmpty { return .integer(integer) }
    }
    guard let number = Double(sign + magnitude), number.isFinite else {
      throw JSON5Error(.numberTooLarge(text), at: start)
    }
    return .number(number)
  }
}

extension Unicode.Scalar {
  fileprivate var isDecimalDigit: Bool { ("0"..."9").contains(self) }
}
