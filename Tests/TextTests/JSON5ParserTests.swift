import Testing
import Text

/// What the JSON5 standard (version 1.0.0) says of texts, section by section.
@Suite struct JSON5ParserTests {
  private func parse(_ text: String) throws -> JSON5Value {
    try JSON5Parser.parse(text.utf8, source: "text")
  }

  @Test(arguments: [
    ("null", JSON5Value.null), ("true", .bool(true)), ("false", .bool(false)), (" \t\n\r\n 1 ", .integer(1)),
    ("\u{FEFF}1", .integer(1)), ("\u{A0}1\u{2003}", .integer(1)), ("\u{0B}\u{0C}1\u{2028}\u{2029}", .integer(1)),
  ])
  func literalsAndSpace(text: String, value: JSON5Value) throws {
    #expect(try parse(text) == value)
  }

  @Test(arguments: [
    ("0", JSON5Value.integer(0)), ("-0", .number(-0.0)), ("+7", .integer(7)), ("-12", .integer(-12)),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number(0x1p63)), ("0.5", .number(0.5)), (".5", .number(0.5)), ("5.", .number(5)),
    ("-.25", .number(-0.25)), ("1e3", .number(1000)), ("1E+2", .number(100)), ("25e-2", .number(0.25)),
    ("5.e1", .number(50)), ("0e9", .number(0)), ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
    ("5e-324", .number(0x1p-1074)), ("1e-400", .number(0)),
    ("0xdecaf", .integer(912_559)), ("0XDECAF", .integer(912_559)), ("-0xC0FFEE", .integer(-12_648_430)),
    ("0x0", .integer(0)), ("-0x0", .number(-0.0)), ("0x10000000000000000", .number(0x1p64)),
    ("Infinity", .number(.infinity)), ("+Infinity", .number(.infinity)), ("-Infinity", .number(-.infinity)),
    ("NaN", .number(.nan)), ("-NaN", .number(.nan)), ("+NaN", .number(.nan)),
  ])
  func numbers(text: String, value: JSON5Value) throws {
    #expect(try parse(text) == value)
  }

  @Test(arguments: [
    (#""""#, ""), (#"'a"b'"#, #"a"b"#), (#""a'b""#, "a'b"), (#"'\b\f\n\r\t\v\0'"#, "\u{8}\u{C}\n\r\t\u{B}\0"),
    (#"'\'\"\\\/'"#, #"'"\/"#), (#"'\x41\u0042'"#, "AB"), (#"'\uD83D\uDE00'"#, "\u{1F600}"),
    (#"'\A\C\/\D\C'"#, "AC/DC"), ("'a\\\nb'", "ab"), ("'a\\\r\nb'", "ab"), ("'a\\\rb'", "ab"),
    ("'a\\\u{2028}b'", "ab"), ("'a\u{2028}b'", "a\u{2028}b"), ("'tab\there'", "tab\there"),
    ("'\u{1F600}'", "\u{1F600}"),
    (#"'\e'"#, "e"), (#"'\0a'"#, "\0a"),
  ])
  func strings(text: String, value: String) throws {
    #expect(try parse(text) == .string(value))
  }

  @Test(arguments: [
    ("[]", JSON5Value.array([])), ("[1,]", .array([.integer(1)])), ("[ 1 , [ ] ]", .array([.integer(1), .array([])])),
    ("{}", .object([])), ("{a:1,}", .object([("a", .integer(1))])),
    (
      "{$_:1, 'b c':2, \"d\":3, \u{E9}t\u{E9}:4, x1:5}",
      .object([
        ("$_", .integer(1)), ("b c", .integer(2)), ("d", .integer(3)), ("\u{E9}t\u{E9}", .integer(4)),
        ("x1", .integer(5)),
      ])
    ),
    (#"{\u0061b: 1, a\u0063: 2}"#, .object([("ab", .integer(1)), ("ac", .integer(2))])),
    ("{null: 1, Infinity: 2}", .object([("null", .integer(1)), ("Infinity", .integer(2))])),
    ("{a\u{200C}b\u{300}: 1}", .object([("a\u{200C}b\u{300}", .integer(1))])),
    ("// c\n{ /* d\n * */ a /**/ : // e\n 1 /***/ } // f", .object([("a", .integer(1))])),
  ])
  func arraysObjectsAndComments(text: String, value: JSON5Value) throws {
    #expect(try parse(text) == value)
  }

  /// Texts the grammar does not derive, or that this reader refuses on purpose, with the place of the fault.
  @Test(arguments: [
    ("", 1, 1), ("  // only a comment", 1, 20), ("{a:1", 1, 5), ("[1", 1, 3), ("[1 2]", 1, 4), ("[,1]", 1, 2),
    ("{,}", 1, 2), ("{a}", 1, 3), ("{a:}", 1, 4), ("{a:1 b:2}", 1, 6), ("{1a:1}", 1, 2), ("{a-b:1}", 1, 3),
    ("[1,,2]", 1, 4), ("1 2", 1, 3), ("nul", 1, 1), ("nullx", 1, 1), ("tru\u{E9}", 1, 1), ("text", 1, 1),
    ("010", 1, 2), ("-", 1, 2), ("+ 1", 1, 2), ("++1", 1, 2), (".", 1, 2), ("1e", 1, 3), ("1e+", 1, 4),
    ("0x", 1, 3), ("0xg", 1, 3), ("1_000", 1, 2), ("1.2.3", 1, 4), ("3in", 1, 2), ("0x1.8", 1, 4), ("infinity", 1, 1),
    ("Infinit", 1, 1), ("NaNs", 1, 1), ("'a", 1, 3), ("'a\nb'", 1, 3), ("\n\n  'a\rb'", 3, 5), ("'\\1'", 1, 3),
    ("'\\01'", 1, 4), ("'\\xg0'", 1, 4), ("'\\u12'", 1, 6), ("'\\", 1, 3), ("/* open", 1, 1), ("/x", 1, 2), ("/", 1, 2),
    ("{\n  a: 1,\n  a: 2,\n}", 3, 3), ("{a: 1, '\\u0061': 2}", 1, 8), ("{\n\ta: 1e999 }", 2, 5),
    ("'\\uD800'", 1, 2), ("'\\uDC00\\uD800'", 1, 2), ("'\\uD800\\u0041'", 1, 2), ("{\\u0031a: 1}", 1, 2),
    ("{a\\x: 1}", 1, 4), ("\u{1F600}", 1, 1), ("[\u{1F600}]", 1, 2), ("['\u{1F600}' x]", 1, 6), ("{\r\n\r\n?}", 3, 1),
  ])
  func faultsHavePlaces(text: String, line: Int, column: Int) {
    let error = #expect(throws: JSON5Error.self) { try parse(text) }
    #expect(error?.position == SourcePosition(source: "text", line: line, column: column), "\(text)")
  }

  @Test func valuesAndKeysKnowTheirPlaces() throws {
    let value = try parse("// first\n{ a: 1,\n  'b': [\n    true ] }")
    guard case .object(let members) = value.content, case .array(let elements) = members[1].value.content else {
      Issue.record("not the object written")
      return
    }
    #expect(value.position?.description == "text:2:1")
    #expect(members.map { $0.position?.description } == ["text:2:3", "text:3:3"])
    #expect(members.map { $0.value.position?.description } == ["text:2:6", "text:3:8"])
    #expect(elements[0].position?.description == "text:4:5")
  }

  @Test func messagesSayWhatWasExpected() {
    func message(_ text: String) -> String? {
      #expect(throws: JSON5Error.self) { try parse(text) }?.message
    }
    #expect(message("{a 1}") == "expected ':' after the key a, found '1'")
    #expect(message("[1") == "expected ',' or ']' after an element of the array, found the end of the text")
    #expect(message("{a:1\u{7}}") == "expected ',' or '}' after the value of a, found the character U+0007")
    #expect(message("\n{a:1, a:2}")?.contains("first in line 2, column 2") == true)
    #expect(message("{a: abc}") == "expected a value (text stands in quotes), found 'a'")
  }

  @Test func bytesThatAreNoTextAreRefused() {
    for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
      let error = #expect(throws: JSON5Error.self) { try JSON5Parser.parse([0x0A] + bytes, source: "text") }
      #expect(error == JSON5Error(.notUTF8, at: SourcePosition(source: "text", line: 2, column: 2)))
    }
    #expect(throws: JSON5Error.self) { try JSON5Parser.parse([0x31, 0xE2, 0x82], source: "text") }
  }

  @Test func nestingIsLimited() throws {
    let limit = JSON5Parser.depthLimit
    let allowed = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
    _ = try parse(allowed)
    let error = #expect(throws: JSON5Error.self) { try parse(String(repeating: "[", count: 100_000)) }
    #expect(error?.problem == .tooDeep(limit: limit))
    #expect(error?.position.column == limit + 1)
  }
}
