import Foundation
import TestSupport
import Testing
import Text

@Suite struct JSON5WritingTests {
  private let sample = JSON5Value.object([
    ("name", .string("a \"b\"\n\u{1}\u{2028}")), ("two words", .array([.integer(1), .number(2), .bool(false), .null])),
    ("inner", .object([("x", .number(-.infinity)), ("y", .number(.nan)), ("empty", .object([]))])),
    ("list", .array([.object([("z", .number(1e-6))])])),
  ])

  @Test func layoutIsOneMemberALine() {
    #expect(
      sample.write() == #"""
        {
          name: "a \"b\"\n\u0001\u2028",
          "two words": [1, 2.0, false, null],
          inner: {
            x: -Infinity,
            y: NaN,
            empty: {},
          },
          list: [
            {
              z: 1e-6,
            },
          ],
        }

        """#)
  }

  @Test func compactTextIsStrictJSON() throws {
    let text = sample.writeJSON()
    #expect(
      text == #"{"name":"a \"b\"\n\u0001\u2028","two words":[1,2.0,false,null],"#
        + #""inner":{"x":null,"y":null,"empty":{}},"list":[{"z":1e-6}]}"#)
    let read = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(read["name"] as? String == "a \"b\"\n\u{1}\u{2028}")
    #expect((read["inner"] as? [String: Any])?["x"] is NSNull)
  }

  /// Any float is written so that it reads back the same, in at most 17 digits.
  @Test func floatsReadBackTheSame() throws {
    var generator = SplitMix(seed: 1)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      let text = JSON5Value.number(value).write()
      #expect(try JSON5Parser.parse(text.utf8, source: "text") == .number(value), "\(text)")
      if value.isFinite { #expect(text.filter(\.isNumber).count <= 17 + 4, "\(text)") }
    }
  }

  @Test func writingIsTheInverseOfReading() throws {
    var generator = SplitMix(seed: 2)
    for _ in 0..<2000 {
      let value = JSON5Value.random(depth: 4, using: &generator)
      let text = value.write()
      let read = try JSON5Parser.parse(text.utf8, source: "text")
      #expect(read == value)
      #expect(read.write() == text)
    }
  }
}

extension JSON5Value {
  fileprivate static func random(depth: Int, using generator: inout SplitMix) -> JSON5Value {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
    case 0: return .null
    case 1: return .bool(.random(using: &generator))
    case 2: return JSON5Value(.integer(Int64(bitPattern: generator.next())))
    case 3: return .number(Double(Int.random(in: -5...5, using: &generator)))
    case 4: return .number(Double(bitPattern: generator.next()))
    case 5: return .string(text(using: &generator))
    case 6:
      return .array(
        (0..<Int.random(in: 0..<4, using: &generator)).map { _ in random(depth: depth - 1, using: &generator) })
    default:
      return .object(
        (0..<Int.random(in: 0..<4, using: &generator)).map {
          ("\($0)" + text(using: &generator), random(depth: depth - 1, using: &generator))
        })
    }
  }

  private static func text(using generator: inout SplitMix) -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "Z", "9", "$", " ", "\"", "'", "\\", "\n", "\r", "\0", "\u{7F}", "\u{E9}", "\u{2029}", "\u{1F600}", "/",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<6, using: &generator) {
      if let scalar = alphabet.randomElement(using: &generator) { text.append(scalar) }
    }
    return String(text)
  }
}
