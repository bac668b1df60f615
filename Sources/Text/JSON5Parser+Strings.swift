extension JSON5Parser {
  /// A key: a string, or an identifier in which `\uXXXX` may stand for a letter.
  mutating func parseKey() throws(JSON5Error) -> String {
    guard let first = peek() else { throw unexpected(expected: "a key or '}'") }
    if first == "\"" || first == "'" { return try parseString() }
    var key = String.UnicodeScalarView()
    while let scalar = peek() {
      let start = position
      if scalar == "\\" {
        advance()
        guard take("u") else { throw unexpected(expected: "'u' and four hexadecimal digits") }
        let letter = try parseCodeUnits(from: start)
        guard key.isEmpty ? isIdentifierStart(letter) : isIdentifierPart(letter) else {
          throw JSON5Error(
            .unexpected(found: "an escaped character that is none", expected: "a letter of a key"), at: start)
        }
        key.append(letter)
      } else if key.isEmpty ? isIdentifierStart(scalar) : isIdentifierPart(scalar) {
        advance()
        key.append(scalar)
      } else {
        break
      }
    }
    if key.isEmpty { throw unexpected(expected: "a key or '}' (a key that is no plain word stands in quotes)") }
    return String(key)
  }

  /// A string in single or double quotes.
  mutating func parseString() throws(JSON5Error) -> String {
    let start = position
    let quote = scalars[index]
    advance()
    if let text = takePlainText(to: quote) { return text }
    var text = String.UnicodeScalarView()
    while let scalar = peek() {
      switch scalar {
      case quote:
        advance()
        return String(text)
      case "\\":
        if let escaped = try parseEscape() { text.append(escaped) }
      case "\n", "\r":
        throw unexpected(expected: "a quote to end the string begun in column \(start.column)")
      default:
        advance()
        text.append(scalar)
      }
    }
    throw unexpected(expected: "a quote to end the string begun in line \(start.line), column \(start.column)")
  }

  /// Steps over a string and its closing quote; nil, and no step, if it holds more than visible ASCII characters.
  private mutating func takePlainText(to quote: Unicode.Scalar) -> String? {
    let plain = scalars[index...].prefix { $0 != quote && $0 != "\\" && $0 >= " " && $0.isASCII }
    guard plain.endIndex < scalars.count, scalars[plain.endIndex] == quote else { return nil }
    column += plain.count + 1
    index = plain.endIndex + 1
    return text(of: plain)
  }

  /// Characters of ASCII as text.
  func text(of scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(unsafeUninitializedCapacity: scalars.count) { bytes in
      for (index, scalar) in scalars.enumerated() { bytes[index] = UInt8(scalar.value) }
      return scalars.count
    }
  }

  /// The character an escape sequence stands for; nil for a line continuation.
  private mutating func parseEscape() throws(JSON5Error) -> Unicode.Scalar? {
    let start = position
    advance()
    guard let scalar = peek() else { throw unexpected(expected: "a character after '\\'") }
    switch scalar {
    case "1"..."9":
      throw unexpected(expected: "a character other than a digit after '\\'")
    case "x":
      advance()
      return Unicode.Scalar(UInt8(try parseHexadecimal(digits: 2)))
    case "u":
      advance()
      return try parseCodeUnits(from: start)
    case "0":
      advance()
      if let next = peek(), ("0"..."9").contains(next) {
        throw unexpected(expected: "no digit after '\\0'")
      }
      return "\0"
    case "\r":
      advance()
      _ = take("\n")
      return nil
    case "\n", "\u{2028}", "\u{2029}":
      advance()
      return nil
    default:
      advance()
      return JSON5Parser.controlEscapes[scalar] ?? scalar
    }
  }

  private static let controlEscapes: [Unicode.Scalar: Unicode.Scalar] = [
    "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{0B}",
  ]

  /// The character of the digits after `\u`, of two such escapes where the first is a high surrogate.
  private mutating func parseCodeUnits(from start: SourcePosition) throws(JSON5Error) -> Unicode.Scalar {
    let unit = try parseHexadecimal(digits: 4)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, peek() == "\\", peek(1) == "u" {
      advance()
      advance()
      let low = try parseHexadecimal(digits: 4)
      if (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      {
        return scalar
      }
    }
    throw JSON5Error(
      .unexpected(found: "half of a surrogate pair", expected: "a whole character (two \\u escapes)"), at: start)
  }

  private mutating func parseHexadecimal(digits: Int) throws(JSON5Error) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let scalar = peek(), let digit = scalar.hexadecimalDigit else {
        throw unexpected(expected: "\(digits) hexadecimal digits")
      }
      value = value << 4 | digit
      advance()
    }
    return value
  }
}

extension Unicode.Scalar {
  /// The value of a hexadecimal digit; nil for any other character.
  var hexadecimalDigit: UInt32? {
    switch self {
    case "0"..."9": value - 0x30
    case "a"..."f": value - 0x61 + 10
    case "A"..."F": value - 0x41 + 10
    default: nil
    }
  }
}
