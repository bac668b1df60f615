import Text

/// Reads sections from JSON5 values, keeps where each key stood, and collects all problems instead of the first.
struct JobReader {
  /// What is wrong so far.
  private(set) var problems: [JobProblem] = []
  /// Where each key that is given (and not null) has its value, by full path.
  private(set) var given: [String: SourcePosition] = [:]
  /// Keys with problems, by full path: what depends on them is not judged.
  private var broken: Set<String> = []
  /// The section being read, outermost first, and the key being read in it.
  private var path: [String] = []
  /// Where a problem with what is being read is shown.
  private var position: SourcePosition

  /// A reader of a text that begins at `start`.
  init(start: SourcePosition) {
    position = start
  }

  /// A section without keys, standing where the section around it stands.
  var emptyObject: JSON5Value { JSON5Value(.object([]), at: position) }

  /// Adds a problem with the key being read.
  mutating func report(_ cause: JobProblem.Cause) {
    report(cause, key: path.joined(separator: "."), at: position)
  }

  /// Adds a problem with any key.
  mutating func report(_ cause: JobProblem.Cause, key: String, at position: SourcePosition) {
    broken.insert(key)
    problems.append(JobProblem(key: key, position: position, cause: cause))
  }

  /// Whether the key at a full path has been found wanting.
  func isBroken(_ key: String) -> Bool { broken.contains(key) }

  /// Reads every key of the section's table from an object, and reports keys the table does not have.
  mutating func read<Section: JobSection>(_ value: JSON5Value, into section: inout Section) {
    guard case .object(let members) = value.content else {
      return report(value.isNot("an object in { }"))
    }
    let outer = position
    defer { position = outer }
    for member in members where !Section.keys.contains(where: { $0.entry.name == member.key }) {
      reportUnknown(member, among: Section.keys.map(\.entry.name))
    }
    for key in Section.keys {
      let member = members.first { $0.key == key.entry.name && !$0.value.isNull }
      position = member?.value.position ?? value.position ?? outer
      path.append(key.entry.name)
      defer { path.removeLast() }
      if isBroken(path.joined(separator: ".")) { continue }
      if let condition = key.condition, !condition.holds(for: section) {
        let other = (path.dropLast() + [condition.key]).joined(separator: ".")
        if member != nil && !isBroken(other) {
          position = member?.position ?? position
          report(.notApplicable(because: other, is: condition.current(section), needed: condition.needed))
        }
      } else {
        if member != nil { given[path.joined(separator: ".")] = position }
        key.read(member?.value, &section, &self)
      }
    }
  }

  /// Reads a list of sections; each element is named by its place, as in `model.events[0]`.
  mutating func read<Section: JobSection>(_ value: JSON5Value, into list: inout [Section]) {
    guard case .array(let elements) = value.content, let name = path.last else {
      return report(value.isNot("a list of objects in [ ]"))
    }
    let outer = position
    defer {
      path[path.count - 1] = name
      position = outer
    }
    list = elements.enumerated().map { index, element in
      path[path.count - 1] = "\(name)[\(index)]"
      position = element.position ?? outer
      var section = Section.template
      read(element, into: &section)
      return section
    }
  }

  private mutating func reportUnknown(_ member: JSON5Member, among names: [String]) {
    let prefix = path.isEmpty ? "" : path.joined(separator: ".") + "."
    let cause = JobSchema.unknownKey(member.key, in: prefix, among: names)
    report(cause, key: prefix + member.key, at: member.position ?? position)
  }
}
