extension JSON5Value {
  /// The value as JSON5 text that is the same for equal values.
  ///
  /// One member a line, indented by two spaces, keys bare where they may be, strings in double quotes, floats as the
  /// shortest decimal that reads back the same. Arrays without objects inside stand on one line. The text ends with a
  /// line feed.
  public func write() -> String {
    writeInline() + "\n"
  }

  /// The value as strict JSON on one line without a line feed, for logs of one object a line.
  ///
  /// JSON has no infinities and no NaN: they are written as `null`.
  public func writeJSON() -> String {
    var text = ""
    appendJSON(to: &text)
    return text
  }

  /// The value as JSON5 without a line feed at the end, for values that stand in running text.
  package func writeInline() -> String {
    var text = ""
    append(to: &text, indentation: 0)
    return text
  }

  private func append(to text: inout String, indentation: Int) {
    switch content {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): NumberText.append(shortest: value, to: &text)
    case .string(let value): JSON5Value.append(quoted: value, to: &text)
    case .array(let elements) where elements.allSatisfy(\.fitsOneLine):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        element.append(to: &text, indentation: indentation)
      }
      text += "]"
    case .array(let elements):
      text += "[\n"
      for element in elements {
        text += String(repeating: " ", count: indentation + 2)
        element.append(to: &text, indentation: indentation + 2)
        text += ",\n"
      }
      text += String(repeating: " ", count: indentation) + "]"
    case .object(let members) where members.isEmpty:
      text += "{}"
    case .object(let members):
      text += "{\n"
      for member in members {
        text += String(repeating: " ", count: indentation + 2)
        JSON5Value.append(key: member.key, to: &text)
        text += ": "
        member.value.append(to: &text, indentation: indentation + 2)
        text += ",\n"
      }
      text += String(repeating: " ", count: indentation) + "}"
    }
  }

  private var fitsOneLine: Bool {
    switch content {
    case .array(let elements): elements.allSatisfy(\.fitsOneLine)
    case .object(let members): members.isEmpty
    default: true
    }
  }

  private func appendJSON(to text: inout String) {
    switch content {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): NumberText.append(json: value, to: &text)
    case .string(let value): JSON5Value.append(quoted: value, to: &text)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.appendJSON(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        JSON5Value.append(quoted: member.key, to: &text)
        text += ":"
        member.value.appendJSON(to: &text)
      }
      text += "}"
    }
  }

  private static func append(key: String, to text: inout String) {
    let scalars = key.unicodeScalars
    let isBare =
      scalars.first.map { $0.isASCII && isIdentifierStart($0) } == true
      && scalars.allSatisfy { $0.isASCII && isIdentifierPart($0) }
    if isBare { text += key } else { append(quoted: key, to: &text) }
  }

  /// Appends a string in double quotes that both JSON and JSON5 read.
  private static func append(quoted value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{00}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
