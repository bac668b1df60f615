/// Reads JSON5 (the JSON5 Data Interchange Format, version 1.0.0) into values that know their place.
///
/// Stricter than the standard, on purpose: a key may not stand twice in an object, a number must fit a 64-bit float,
/// an escaped surrogate must be half of a pair, and arrays and objects nest at most ``depthLimit`` deep.
public struct JSON5Parser {
  /// The deepest nesting of arrays and objects that is read.
  public static let depthLimit = 128

  let source: String
  let scalars: [Unicode.Scalar]
  var index = 0
  var line = 1
  var column = 1

  /// Reads the one value that UTF-8 `bytes` hold; `source` names them in positions.
  public static func parse(_ bytes: some Sequence<UInt8>, source: String) throws(JSON5Error) -> JSON5Value {
    let bytes = Array(bytes)
    // A log has a line for every step, all of ASCII.
    if bytes.allSatisfy({ $0 < 0x80 }) {
      var parser = JSON5Parser(source: source, scalars: bytes.map { Unicode.Scalar($0) })
      return try parser.parseText()
    }
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(bytes.count)
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    decoding: while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        scalars.append(scalar)
      case .emptyInput:
        break decoding
      case .error:
        var parser = JSON5Parser(source: source, scalars: scalars)
        while !parser.isAtEnd { parser.advance() }
        throw JSON5Error(.notUTF8, at: parser.position)
      }
    }
    var parser = JSON5Parser(source: source, scalars: scalars)
    return try parser.parseText()
  }

  /// Reads the one value that a command-line option holds; positions count the characters of `text` after `offset`.
  public static func parse(option: String, text: String, offset: Int) throws(JSON5Error) -> JSON5Value {
    var parser = JSON5Parser(source: option, scalars: Array(text.unicodeScalars))
    parser.line = 0
    parser.column = offset + 1
    return try parser.parseText()
  }

  private init(source: String, scalars: [Unicode.Scalar]) {
    self.source = source
    self.scalars = scalars
  }

  private mutating func parseText() throws(JSON5Error) -> JSON5Value {
    try skipSpace()
    let value = try parseValue(depth: 0)
    try skipSpace()
    guard isAtEnd else { throw unexpected(expected: "nothing more after the value") }
    return value
  }

  private mutating func parseValue(depth: Int) throws(JSON5Error) -> JSON5Value {
    guard let scalar = peek() else { throw unexpected(expected: "a value") }
    let start = position
    switch scalar {
    case "{":
      return JSON5Value(.object(try parseMembers(depth: depth + 1)), at: start)
    case "[":
      return JSON5Value(.array(try parseElements(depth: depth + 1)), at: start)
    case "\"", "'":
      return JSON5Value(.string(try parseString()), at: start)
    case "0"..."9", "+", "-", ".", "I", "N":
      return JSON5Value(try parseNumber(), at: start)
    case "n", "t", "f":
      return JSON5Value(try parseWord(), at: start)
    default:
      let hint = isIdentifierStart(scalar) ? "a value (text stands in quotes)" : "a value"
      throw unexpected(expected: hint)
    }
  }

  private mutating func parseWord() throws(JSON5Error) -> JSON5Value.Content {
    for (word, content) in [
      ("null", JSON5Value.Content.null), ("true", .bool(true)), ("false", .bool(false)),
    ] where take(word: word) {
      return content
    }
    throw unexpected(expected: "null, true, false or another value (text stands in quotes)")
  }

  private mutating func parseElements(depth: Int) throws(JSON5Error) -> [JSON5Value] {
    try checkDepth(depth)
    advance()
    var elements: [JSON5Value] = []
    while true {
      try skipSpace()
      if take("]") { return elements }
      elements.append(try parseValue(depth: depth))
      try skipSpace()
      if take(",") { continue }
      guard take("]") else { throw unexpected(expected: "',' or ']' after an element of the array") }
      return elements
    }
  }

  private mutating func parseMembers(depth: Int) throws(JSON5Error) -> [JSON5Member] {
    try checkDepth(depth)
    advance()
    var members: [JSON5Member] = []
    var positions: [String: SourcePosition] = [:]
    while true {
      try skipSpace()
      if take("}") { return members }
      let start = position
      let key = try parseKey()
      if let first = positions.updateValue(start, forKey: key) {
        throw JSON5Error(.duplicateKey(key, first: first), at: start)
      }
      try skipSpace()
      guard take(":") else { throw unexpected(expected: "':' after the key \(key)") }
      try skipSpace()
      members.append(JSON5Member(key: key, at: start, value: try parseValue(depth: depth)))
      try skipSpace()
      if take(",") { continue }
      guard take("}") else { throw unexpected(expected: "',' or '}' after the value of \(key)") }
      return members
    }
  }

  private func checkDepth(_ depth: Int) throws(JSON5Error) {
    if depth > JSON5Parser.depthLimit {
      throw JSON5Error(.tooDeep(limit: JSON5Parser.depthLimit), at: position)
    }
  }
}
