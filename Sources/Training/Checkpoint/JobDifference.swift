/// Which keys of a job may change when a run is resumed, and which did.
///
/// A resumed run must do what the interrupted one would have done, so every key that reaches the numbers must be the
/// same. Keys
/// that only say how long, how observed, where stored or with how much memory may change. The data file may move: its
/// content is compared by ``DataFingerprint``.
enum JobDifference {
  /// Keys and sections that may change.
  static let free = [
    "title", "data.file", "data.cache", "gradient.memory", "training.steps", "training.epochs", "evaluation",
    "earlyStop", "checkpoint", "output", "field.parameters",
  ]

  /// The keys that differ and must not, with both values, as `solver.method (dopri5, was rk4)`.
  static func forbidden(old: String, new: String) throws(TrainingError) -> [String] {
    // A cosine schedule stretches over the whole run: with another length even the past rates would be others.
    let isCosine = try flatten(new)["training.schedule.kind"] == "\"cosine\""
    return try all(old: old, new: new) {
      "\($0) (\($2), was \($1))"
    } where: { key in
      !isFree(key) || (isCosine && (key == "training.steps" || key == "training.epochs"))
    }
  }

  /// The keys that differ, each said with both values; `not given` stands for none.
  static func all(
    old: String, new: String, say: (_ key: String, _ old: String, _ new: String) -> String,
    where isMeant: (String) -> Bool = { _ in true }
  ) throws(TrainingError) -> [String] {
    let before = try flatten(old)
    let after = try flatten(new)
    return Set(before.keys).union(after.keys).sorted().filter { before[$0] != after[$0] && isMeant($0) }
      .map { say($0, before[$0] ?? "not given", after[$0] ?? "not given") }
  }

  private static func isFree(_ key: String) -> Bool {
    free.contains { key == $0 || key.hasPrefix($0 + ".") }
  }

  private static func flatten(_ text: String) throws(TrainingError) -> [String: String] {
    var leaves: [String: String] = [:]
    do throws(JSON5Error) {
      collect(try JSON5Parser.parse(text.utf8, source: "the job of the checkpoint"), "", &leaves)
    } catch {
      throw TrainingError(.data, "\(error)")
    }
    return leaves
  }

  private static func collect(_ value: JSON5Value, _ path: String, _ leaves: inout [String: String]) {
    guard case .object(let members) = value.content else {
      leaves[path] = value.writeJSON()
      return
    }
    for member in members { collect(member.value, path.isEmpty ? member.key : "\(path).\(member.key)", &leaves) }
  }
}
