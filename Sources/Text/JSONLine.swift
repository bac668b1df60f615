/// A JSON object on one line, written member by member into text whose memory is used again.
///
/// JSON has no infinities and no NaN: they are written as `null`, as ``JSON5Value/writeJSON()`` does.
package struct JSONLine {
  /// The object, without a line feed.
  package private(set) var text = ""

  /// Makes a writer with room for the longest line of a step.
  package init() { text.reserveCapacity(2048) }

  /// Begins an object; forgets the one before.
  package mutating func begin() {
    text.removeAll(keepingCapacity: true)
    text += "{"
  }

  /// Begins an object inside.
  package mutating func open(_ key: String) {
    add(key)
    text += "{"
  }

  /// Ends the innermost object.
  package mutating func close() { text += "}" }

  /// Adds a whole number.
  package mutating func add(_ key: String, _ value: Int) {
    add(key)
    text += String(value)
  }

  /// Adds a number.
  package mutating func add(_ key: String, _ value: Double) {
    add(key)
    NumberText.append(json: value, to: &text)
  }

  /// Begins a member; keys are names, which need no escape.
  private mutating func add(_ key: String) {
    text += text.utf8.last == UInt8(ascii: "{") ? "\"" : ",\""
    text += key
    text += "\":"
  }
}
