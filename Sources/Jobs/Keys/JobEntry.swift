/// What people are told about a key of the job file.
struct JobEntry: Sendable {
  /// What holds when the key is absent or null.
  enum Presence: Sendable, Equatable {
    /// The job is refused.
    case required
    /// This value holds, as JSON5; `null` for none.
    case value(String)
    /// A value that depends on other keys holds; the rule in words.
    case derived(String)
  }

  /// The key itself, the last part of its path.
  let name: String
  /// The kind of value in words.
  let type: String
  /// The allowed values in words; nil: all of the type.
  let range: String?
  /// The unit of the value; nil: none.
  let unit: String?
  /// What holds without the key.
  let presence: Presence
  /// When the key has an effect, in words; nil: always.
  let condition: String?
  /// What the key means, in a sentence or two.
  let help: String
  /// Whether an option may give the value without quotes.
  let isText: Bool
  /// The keys of a section; empty for a value.
  let keys: [JobEntry]

  /// Whether the key holds a list of sections rather than one.
  var isList = false

  /// Whether the key holds other keys, itself or in each element of its list.
  var isSection: Bool { !keys.isEmpty }

  /// The entry at `path` below this one; nil if there is none.
  func entry(at path: some Collection<Substring>) -> JobEntry? {
    guard let first = path.first else { return self }
    return keys.first { $0.name == first }?.entry(at: path.dropFirst())
  }

  /// The paths of this section's values and sections, all levels, outermost first.
  func paths(below prefix: String = "") -> [String] {
    keys.flatMap { key in
      let path = prefix.isEmpty ? key.name : "\(prefix).\(key.name)"
      return [path] + key.paths(below: path)
    }
  }
}
