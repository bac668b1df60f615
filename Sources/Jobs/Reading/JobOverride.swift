import Text

/// A value that a command-line option `--set key=value` puts into a job.
struct JobOverride {
  /// A part of a key's path.
  private enum Step {
    /// A key of a section.
    case key(String)
    /// The place of an element in a list.
    case element(Int)
  }

  private let option: String
  private let key: String
  private let path: [Step]
  private let text: Substring
  private let offset: Int

  /// Splits `key=value`.
  init(_ text: String) throws(JobProblem) {
    option = "--set " + text
    guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
      throw JobProblem(
        key: "", position: SourcePosition(source: option, line: 0, column: 0), cause: .malformedOption)
    }
    key = String(text[..<mark])
    path = key.split(separator: ".", omittingEmptySubsequences: false).flatMap(JobOverride.steps)
    self.text = text[text.index(after: mark)...]
    offset = text[...mark].unicodeScalars.count
  }

  /// `events[0]` is a key and an element.
  private static func steps(_ part: Substring) -> [Step] {
    guard part.last == "]", let bracket = part.firstIndex(of: "["),
      let place = Int(part[part.index(after: bracket)...].dropLast()), place >= 0
    else { return [.key(String(part))] }
    return [.key(String(part[..<bracket])), .element(place)]
  }

  /// Puts the value into the object `tree`, making the sections on the way.
  func apply(to tree: inout JSON5Value) throws(JobProblem) {
    let value = try value(of: entry())
    do throws(JobProblem.Cause) {
      try JobOverride.set(value, at: path[...], in: &tree, position: position)
    } catch {
      throw problem(error)
    }
  }

  private var position: SourcePosition { SourcePosition(source: option, line: 0, column: 0) }

  private func problem(_ cause: JobProblem.Cause) -> JobProblem {
    JobProblem(key: key, position: position, cause: cause)
  }

  /// The key's entry in the schema.
  private func entry() throws(JobProblem) -> JobEntry {
    var entry = JobSchema.root
    var prefix = ""
    var isList = false
    for step in path {
      switch step {
      case .element(let place):
        guard isList else { throw problem(.unknownKey(suggestion: String(prefix.dropLast()), keys: [])) }
        prefix = prefix.dropLast() + "[\(place)]."
        isList = false
      case .key(let name):
        guard !isList else {
          let list = prefix.dropLast()
          throw problem(.unknownKey(suggestion: "\(list)[0].\(name)", keys: []))
        }
        guard let next = entry.keys.first(where: { $0.name == name }) else {
          throw problem(JobSchema.unknownKey(name, in: prefix, among: entry.keys.map(\.name)))
        }
        entry = next
        prefix += name + "."
        isList = next.isList
      }
    }
    return entry
  }

  /// The value: the text itself where the key holds text and no quotes are used, else what the text is in JSON5.
  ///
  /// What is no JSON5 but no attempt at a list, an object or text in quotes either is left to the key, which says what
  /// it takes.
  private func value(of entry: JobEntry) throws(JobProblem) -> JSON5Value {
    if entry.isText, let first = text.first, first != "\"", first != "'", text != "null" {
      return JSON5Value(.string(String(text)), at: position)
    }
    do throws(JSON5Error) {
      // The value as a whole needs no column: the option shows it.
      let value = try JSON5Parser.parse(option: option, text: String(text), offset: offset)
      return JSON5Value(value.content, at: position)
    } catch {
      guard let first = text.first, !"[{\"'".contains(first) else {
        throw JobProblem(key: key, position: error.position, cause: .syntax(error.message))
      }
      return JSON5Value(.string(String(text)), at: position)
    }
  }

  private static func set(
    _ value: JSON5Value, at path: ArraySlice<Step>, in tree: inout JSON5Value, position: SourcePosition
  ) throws(JobProblem.Cause) {
    switch path.first {
    case nil: tree = value
    case .element(let place):
      if tree.isNull { tree = JSON5Value(.array([]), at: position) }
      guard case .array(var elements) = tree.content else { return }
      guard place < elements.count else {
        throw .wrongType(
          found: "beyond the \(elements.count) elements of its list",
          expected: "the list as a whole, or a smaller place")
      }
      try set(value, at: path.dropFirst(), in: &elements[place], position: position)
      tree.content = .array(elements)
    case .key(let name):
      if tree.isNull { tree = JSON5Value(.object([]), at: position) }
      guard case .object(var members) = tree.content else { return }
      let index = members.firstIndex { $0.key == name }
      var inner = index.map { members[$0].value } ?? .null
      try set(value, at: path.dropFirst(), in: &inner, position: position)
      let member = JSON5Member(key: name, at: position, value: inner)
      if let index { members[index] = member } else { members.append(member) }
      tree.content = .object(members)
    }
  }
}
