/// When a key has an effect: another key of the same section has one of some values.
struct JobCondition<Section>: Sendable {
  /// The other key.
  let key: String
  /// The values that give the key an effect.
  let needed: [String]
  /// The other key's value.
  let current: @Sendable (Section) -> String

  static func key(
    _ key: String, _ path: any KeyPath<Section, String> & Sendable, isOneOf needed: [String]
  ) -> JobCondition {
    JobCondition(key: key, needed: needed) { $0[keyPath: path] }
  }

  static func key<Choice: RawRepresentable<String> & Sendable>(
    _ key: String, _ path: any KeyPath<Section, Choice> & Sendable, isOneOf needed: [Choice]
  ) -> JobCondition {
    JobCondition(key: key, needed: needed.map(\.rawValue)) { $0[keyPath: path].rawValue }
  }

  func holds(for section: Section) -> Bool { needed.contains(current(section)) }
}
