/// When a key has an effect: another key of the same section has one of some values.
struct JobCondition<Section>: Sendable {
  /// The other key.
  let key: String
  /// The values that give the key an effect.
  let needed: [String]
  /// The condition in words, as a sentence continues after "when".
  let text: String
  /// The other key's value.
  let current: @Sendable (Section) -> String

  static func key(
    _ key: String, _ path: any KeyPath<Section, String> & Sendable, isOneOf needed: [String], text: String
  ) -> JobCondition {
    JobCondition(key: key, needed: needed, text: text) { $0[keyPath: path] }
  }

  static func key<Choice: RawRepresentable<String> & Sendable>(
    _ key: String, _ path: any KeyPath<Section, Choice> & Sendable, isOneOf needed: [Choice]
  ) -> JobCondition {
    let needed = needed.map(\.rawValue)
    return JobCondition(key: key, needed: needed, text: "\(key) is \(JobProblem.list(needed, "or"))") {
      $0[keyPath: path].rawValue
    }
  }

  func holds(for section: Section) -> Bool { needed.contains(current(section)) }
}
