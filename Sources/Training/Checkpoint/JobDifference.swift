import Host
import Jobs
import Text

/// Which keys of a job may change when a run is resumed, and which did.
///
/// A resumed run must do what the interrupted one would have done, so every key that reaches the numbers must be the
/// same. Keys
/// that only say how long, how observed, where stored or with how much memory may change. The data file may move: its
/// content is compared by ``DataFingerprint``.
enum JobDifference {
  /// Keys and sections that may change, if `isFree` says nothing else.
  static let free = [
    "title", "data.file", "data.cache", "evaluation", "earlyStop", "checkpoint", "output", "field.parameters",
  ]

  /// The keys that differ and must not, with both values, as `solver.method (dopri5, was rk4)`.
  ///
  /// Resolved jobs are compared: a key that the old text does not name, because the program that wrote it did not know
  /// it, has its default of today.
  /// - Parameters:
  ///   - old: the text in a checkpoint.
  ///   - source: the checkpoint, for errors.
  ///   - new: the text of the job at hand.
  /// - Throws: A `.data` error where the old text is no job for this program.
  static func forbidden(old: String, source: String, new: String) throws(PathlineError) -> [String] {
    let job = try flatten(new, source: "the job")
    return try all(old: old, source: source, new: new) {
      "\($0) (\($2), was \($1))"
    } where: {
      !isFree($0, in: job)
    }
  }

  /// The keys that differ, each said with both values; `not given` stands for none.
  static func all(
    old: String, source: String, new: String, say: (_ key: String, _ old: String, _ new: String) -> String,
    where isMeant: (String) -> Bool = { _ in true }
  ) throws(PathlineError) -> [String] {
    let before = try flatten(old, source: source)
    let after = try flatten(new, source: "the job")
    return Set(before.keys).union(after.keys).sorted().filter { before[$0] != after[$0] && isMeant($0) }
      .map { say($0, before[$0] ?? "not given", after[$0] ?? "not given") }
  }

  private static func isFree(_ key: String, in job: [String: String]) -> Bool {
    switch key {
    // A cosine schedule stretches over the whole run: with another length even the past rates would be others.
    case "training.steps", "training.epochs": job["training.schedule.kind"] != "\"cosine\""
    // The budget decides which solves keep their steps and which take them back, and so the round-off of the gradient.
    case "gradient.memory": job["gradient.method"] != "\"reversible\""
    default: free.contains { key == $0 || key.hasPrefix($0 + ".") }
    }
  }

  private static func flatten(_ text: String, source: String) throws(PathlineError) -> [String: String] {
    do throws(JobError) {
      return try Job.read(text.utf8, source: source).values
    } catch {
      throw PathlineError(.data, "\(error)")
    }
  }
}
