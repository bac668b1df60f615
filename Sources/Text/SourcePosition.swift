/// A place in a text: what a message about the text points at.
public struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
  /// The file, or the command-line option, that holds the text.
  public var source: String
  /// The line, from 1; 0 where the text is a command-line option.
  public var line: Int
  /// The character (Unicode scalar) of the line, from 1; 0 for the text as a whole.
  public var column: Int

  /// The place at `line` and `column` of `source`.
  public init(source: String, line: Int, column: Int) {
    self.source = source
    self.line = line
    self.column = column
  }

  /// `job.json5:12:5`, or the option itself.
  public var description: String {
    if line > 0 { return "\(source):\(line):\(column)" }
    return column > 0 ? "\(source) (character \(column))" : source
  }
}
