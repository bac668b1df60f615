/// Why a text is not JSON5, and where.
public struct JSON5Error: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong with a text.
  public enum Problem: Equatable, Sendable {
    /// Something else was due; both in words.
    case unexpected(found: String, expected: String)
    /// The bytes are not UTF-8.
    case notUTF8
    /// A key stands twice in one object; where it stood first.
    case duplicateKey(String, first: SourcePosition)
    /// Arrays and objects are nested deeper than this.
    case tooDeep(limit: Int)
    /// A number whose magnitude no 64-bit float holds.
    case numberTooLarge(String)
  }

  /// What is wrong.
  public var problem: Problem
  /// The first character that cannot stand where it stands.
  public var position: SourcePosition

  /// A problem at a place.
  public init(_ problem: Problem, at position: SourcePosition) {
    self.problem = problem
    self.position = position
  }

  /// What is wrong, without the place.
  public var message: String {
    switch problem {
    case .unexpected(let found, let expected):
      "expected \(expected), found \(found)"
    case .notUTF8:
      "this byte is not UTF-8 text; save the file as UTF-8"
    case .duplicateKey(let key, let first):
      "the key \(key) stands twice in this object, first in line \(first.line), column \(first.column); keep one"
    case .tooDeep(let limit):
      "arrays and objects are nested more than \(limit) deep"
    case .numberTooLarge(let text):
      "the number \(text) is too large for a 64-bit float; write Infinity if no limit is meant"
    }
  }

  /// The place and what is wrong there.
  public var description: String { "\(position): \(message)" }
}
