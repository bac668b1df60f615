/// A key of a JSON5 object and its value.
public struct JSON5Member: Sendable {
  /// The key, without quotes.
  public var key: String
  /// Where the key stands; nil for a member made in the program.
  public var position: SourcePosition?
  /// The value of the key.
  public var value: JSON5Value

  /// A member whose key was read from `position`, or that was made in the program.
  public init(key: String, at position: SourcePosition? = nil, value: JSON5Value) {
    self.key = key
    self.position = position
    self.value = value
  }
}

extension JSON5Member: Equatable {
  /// Whether keys and values are equal; places do not count.
  public static func == (a: JSON5Member, b: JSON5Member) -> Bool {
    a.key.unicodeScalars.elementsEqual(b.key.unicodeScalars) && a.value == b.value
  }
}
