/// A value that a command-line option `--set key=value` puts into a job.
struct JobOverride {
  private let option: String
  private let path: [Substring]
  private let text: Substring
  private let offset: Int

  /// Splits `key=value`.
  init(_ text: String) throws(JobProblem) {
    option = "--set " + text
    guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
      throw JobProblem(
        key: "", position: SourcePosition(source: option, line: 0, column: 0), cause: .malformedOption)
    }
    path = text[..<mark].split(separator: ".", omittingEmptySubsequences: false)
    self.text = text[text.index(after: mark)...]
    offset = text[...mark].unicodeScalars.count
  }

  /// Puts the value into the object `tree`, making the sections on the way.
  func apply(to tree: inout JSON5Value) throws(JobProblem) {
    let value = try value(of: entry())
    JobOverride.set(value, at: path[...], in: &tree, position: position)
  }

  private var position: SourcePosition { SourcePosition(source: option, line: 0, column: 0) }

  /// The key's entry in the schema.
  private func entry() throws(JobProblem) -> JobEntry {
    var entry = JobSchema.root
    var prefix = ""
    for name in path {
      guard let next = entry.keys.first(where: { $0.name == name }) else {
        let cause = JobSchema.unknownKey(String(name), in: prefix, among: entry.keys.map(\.name))
        throw JobProblem(key: path.joined(separator: "."), position: position, cause: cause)
      }
      entry = next
      prefix += name + "."
    }
    return entry
  }

  /// The value: the text itself where the key holds text and no quotes are used, else what the text is in JSON5.
  private func value(of entry: JobEntry) throws(JobProblem) -> JSON5Value {
    if entry.isText, let first = text.first, first != "\"", first != "'", text != "null" {
      return JSON5Value(.string(String(text)), at: position)
    }
    do throws(JSON5Error) {
      // The value as a whole needs no column: the option shows it.
      let value = try JSON5Parser.parse(option: option, text: String(text), offset: offset)
      return JSON5Value(value.content, at: position)
    } catch {
      throw JobProblem(
        key: path.joined(separator: "."), position: error.position, cause: .syntax(error.message))
    }
  }

  private static func set(
    _ value: JSON5Value, at path: ArraySlice<Substring>, in tree: inout JSON5Value, position: SourcePosition
  ) {
    guard let name = path.first else {
      tree = value
      return
    }
    if tree.isNull { tree = JSON5Value(.object([]), at: position) }
    guard case .object(var members) = tree.content else { return }
    let index = members.firstIndex { $0.key == name }
    var inner = index.map { members[$0].value } ?? .null
    set(value, at: path.dropFirst(), in: &inner, position: position)
    let member = JSON5Member(key: String(name), at: position, value: inner)
    if let index { members[index] = member } else { members.append(member) }
    tree.content = .object(members)
  }
}
