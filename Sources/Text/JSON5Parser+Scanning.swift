extension JSON5Parser {
  var isAtEnd: Bool { index == scalars.count }

  var position: SourcePosition { SourcePosition(source: source, line: line, column: column) }

  func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    index + ahead < scalars.count ? scalars[index + ahead] : nil
  }

  /// Steps over the current character, which must exist; a carriage return and line feed together end one line.
  mutating func advance() {
    let scalar = scalars[index]
    index += 1
    if isLineTerminator(scalar) && !(scalar == "\r" && peek() == "\n") && line > 0 {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }

  /// Steps over the current character if it is `scalar`.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == scalar else { return false }
    advance()
    return true
  }

  /// Steps over `word` if it stands here and ends here.
  mutating func take(word: String) -> Bool {
    let letters = Array(word.unicodeScalars)
    guard scalars[index...].starts(with: letters) else { return false }
    if let next = peek(letters.count), isIdentifierPart(next) { return false }
    for _ in letters { advance() }
    return true
  }

  /// Steps over white space and comments.
  mutating func skipSpace() throws(JSON5Error) {
    while let scalar = peek() {
      if isSpace(scalar) || isLineTerminator(scalar) {
        advance()
      } else if scalar == "/" {
        try skipComment()
      } else {
        return
      }
    }
  }

  private mutating func skipComment() throws(JSON5Error) {
    let start = position
    switch peek(1) {
    case "/":
      while let scalar = peek(), !isLineTerminator(scalar) { advance() }
    case "*":
      advance()
      advance()
      while !(peek() == "*" && peek(1) == "/") {
        guard !isAtEnd else {
          throw JSON5Error(
            .unexpected(found: "the end of the text", expected: "'*/' to end the comment begun here"), at: start)
        }
        advance()
      }
      advance()
      advance()
    default:
      advance()
      throw unexpected(expected: "'/' or '*' to begin a comment")
    }
  }

  /// The error that something else than the current character was due.
  func unexpected(expected: String) -> JSON5Error {
    JSON5Error(.unexpected(found: JSON5Parser.name(of: peek()), expected: expected), at: position)
  }

  /// A character as a message shows it: itself in quotes if it can be seen, its code point otherwise.
  private static func name(of scalar: Unicode.Scalar?) -> String {
    guard let scalar else { return "the end of the text" }
    switch scalar {
    case "\n", "\r", "\u{2028}", "\u{2029}":
      return "the end of the line"
    case "'":
      return "a single quote"
    case "\u{21}"..."\u{7E}":
      return "'\(scalar)'"
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .nonspacingMark, .enclosingMark:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "the character U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      default:
        return "'\(scalar)'"
      }
    }
  }
}

/// Whether JSON5 ends a line here (ECMAScript 5.1, 7.3).
func isLineTerminator(_ scalar: Unicode.Scalar) -> Bool {
  scalar == "\n" || scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}"
}

/// Whether JSON5 skips the character between tokens (ECMAScript 5.1, 7.2), line ends apart.
private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case " ", "\t", "\u{0B}", "\u{0C}", "\u{A0}", "\u{FEFF}": true
  default: scalar.value > 0x7F && scalar.properties.generalCategory == .spaceSeparator
  }
}

/// Whether an unquoted key may begin with the character (ECMAScript 5.1, 7.6).
func isIdentifierStart(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "a"..."z", "A"..."Z", "$", "_": return true
  case "\u{00}"..."\u{7F}": return false
  default: break
  }
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber:
    return true
  default:
    return false
  }
}

/// Whether an unquoted key may go on with the character (ECMAScript 5.1, 7.6).
func isIdentifierPart(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "0"..."9", "\u{200C}", "\u{200D}": return true
  default: break
  }
  if isIdentifierStart(scalar) { return true }
  if scalar.isASCII { return false }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: return true
  default: return false
  }
}
