import Text

/// A row of a section's table: a key, the property it fills, and all that is said about it.
struct JobKey<Section: JobSection>: Sendable {
  /// What people are told about the key.
  let entry: JobEntry
  /// When the key has an effect; nil: always.
  let condition: JobCondition<Section>?
  /// Reads the value that is written, or nil for none, into a section.
  let read: @Sendable (JSON5Value?, inout Section, inout JobReader) -> Void
  /// The value of a section as it would be written.
  let write: @Sendable (Section) -> JSON5Value

  /// A key with a default: that of the section's template, or a derived one.
  init<Value>(
    _ name: String, _ path: any WritableKeyPath<Section, Value> & Sendable, _ type: JobType<Value>,
    derived: String? = nil, required: Bool = false, unit: String? = nil, when condition: JobCondition<Section>? = nil,
    help: String
  ) {
    let template = type.write(Section.template[keyPath: path]).writeInline()
    self.init(
      name, type,
      presence: required ? .required : derived.map { .derived($0) } ?? .value(template), unit: unit,
      condition: condition, help: help,
      set: { $0[keyPath: path] = $1 }, write: { type.write($0[keyPath: path]) })
  }

  /// A key without a value by default, or one that is required where it applies.
  init<Value>(
    _ name: String, optional path: any WritableKeyPath<Section, Value?> & Sendable, _ type: JobType<Value>,
    required: Bool = false, unit: String? = nil, when condition: JobCondition<Section>? = nil, help: String
  ) {
    self.init(
      name, type, presence: required ? .required : .value("null"), unit: unit, condition: condition, help: help,
      set: { $0[keyPath: path] = $1 }, write: { $0[keyPath: path].map(type.write) ?? .null })
  }

  /// A section that is always there.
  init<Inner: JobSection>(
    _ name: String, section path: any WritableKeyPath<Section, Inner> & Sendable, help: String
  ) {
    entry = JobEntry(section: name, Inner.self, presence: .value("{}"), help: help)
    condition = nil
    read = { value, section, reader in
      reader.read(value ?? reader.emptyObject, into: &section[keyPath: path])
    }
    write = { $0[keyPath: path].written() }
  }

  /// A section that is there if it is written.
  init<Inner: JobSection>(
    _ name: String, optionalSection path: any WritableKeyPath<Section, Inner?> & Sendable, help: String
  ) {
    entry = JobEntry(section: name, Inner.self, presence: .value("null"), help: help)
    condition = nil
    read = { value, section, reader in
      guard let value else { return }
      var inner = Inner.template
      reader.read(value, into: &inner)
      section[keyPath: path] = inner
    }
    write = { $0[keyPath: path].map { $0.written() } ?? .null }
  }

  /// A list of sections, empty by default.
  init<Inner: JobSection>(
    _ name: String, sections path: any WritableKeyPath<Section, [Inner]> & Sendable, help: String
  ) {
    var entry = JobEntry(section: name, Inner.self, presence: .value("[]"), help: help)
    entry.isList = true
    self.entry = entry
    condition = nil
    read = { value, section, reader in
      if let value { reader.read(value, into: &section[keyPath: path]) }
    }
    write = { section in .array(section[keyPath: path].map { $0.written() }) }
  }

  private init<Value>(
    _ name: String, _ type: JobType<Value>, presence: JobEntry.Presence, unit: String?,
    condition: JobCondition<Section>?, help: String,
    set: @escaping @Sendable (inout Section, Value) -> Void, write: @escaping @Sendable (Section) -> JSON5Value
  ) {
    entry = JobEntry(
      name: name, type: type.name, range: type.range, unit: unit, presence: presence,
      condition: condition?.text, help: help,
      isText: type.isText, keys: [])
    self.condition = condition
    self.read = { value, section, reader in
      guard let value else {
        if presence == .required { reader.report(.missing(expected: type.expectation)) }
        return
      }
      do throws(JobProblem.Cause) {
        set(&section, try type.read(value))
      } catch {
        reader.report(error)
      }
    }
    self.write = write
  }
}

extension JobEntry {
  fileprivate init<Inner: JobSection>(section name: String, _ type: Inner.Type, presence: Presence, help: String) {
    self.init(
      name: name, type: presence == .value("[]") ? "list of sections" : "section", range: nil, unit: nil,
      presence: presence, condition: nil, help: help,
      isText: false, keys: Inner.keys.map(\.entry))
  }
}

extension JobSection {
  /// The section as a job file would spell it out: every key that has an effect.
  func written() -> JSON5Value {
    .object(
      Self.keys.filter { $0.condition?.holds(for: self) ?? true }.map { ($0.entry.name, $0.write(self)) })
  }
}
