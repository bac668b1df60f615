import Host
import Storage

/// The directory a run writes to.
///
/// Used by rank 0.
package struct RunDirectory: Sendable {
  /// The directory itself.
  package let path: String

  /// Names a directory; nothing is asked of the system.
  package init(path: String) { self.path = path }

  package var job: String { path + "/job.json5" }
  package var metrics: String { path + "/metrics.jsonl" }
  package var history: String { path + "/history.h5" }
  package var trajectories: String { path + "/trajectories.h5" }
  var latest: String { path + "/latest" }
  var lock: String { path + "/lock" }
  var checkpoints: String { path + "/checkpoints" }
  package var best: String { checkpoints + "/best.h5" }

  /// The checkpoint of a step.
  package func checkpoint(_ step: Int) -> String { checkpoints + "/" + Self.name(step) }

  /// The name of a step's checkpoint: `step-00001000.h5`.
  package static func name(_ step: Int) -> String {
    let digits = String(step)
    return "step-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".h5"
  }

  /// The steps that have a checkpoint, ascending.
  package func checkpointSteps() throws(PathlineError) -> [Int] {
    guard RunFiles.exists(checkpoints) else { return [] }
    return try RunFiles.names(in: checkpoints).compactMap { name in
      guard name.hasPrefix("step-"), name.hasSuffix(".h5") else { return nil }
      return Int(name.dropFirst(5).dropLast(3))
    }.sorted()
  }

  /// Whether a run has written here.
  package func holdsRun() throws(PathlineError) -> Bool {
    if RunFiles.exists(job) || RunFiles.exists(metrics) { return true }
    return try !checkpointSteps().isEmpty
  }

  /// Makes the directories.
  func make() throws(PathlineError) {
    try storing { () throws(StorageError) in try FileSystem.ensureDirectory(checkpoints) }
  }

  /// Removes the unfinished files of runs that were killed.
  func sweep() throws(PathlineError) {
    try storing { () throws(StorageError) in
      try AtomicFile.sweep(path)
      try AtomicFile.sweep(checkpoints)
    }
  }

  /// Removes all that a run writes, and nothing else.
  func removeRun() throws(PathlineError) {
    // The checkpoints go first: what is left of an interrupted removal is still known as a run, but never resumed.
    for step in try checkpointSteps() { try RunFiles.remove(checkpoint(step)) }
    for file in [latest, best, trajectories, history, metrics, job] { try RunFiles.remove(file) }
  }

  /// Publishes a file as a whole: at every instant either the old or the new content has the name.
  func publish(_ bytes: [UInt8], to file: String) throws(PathlineError) {
    try storing { () throws(StorageError) in try AtomicFile.publish(bytes, to: file) }
  }
}
