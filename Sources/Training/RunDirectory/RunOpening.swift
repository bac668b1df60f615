import Host
import Storage

/// How a run begins in its directory: afresh, or from a checkpoint.
struct RunOpening: Sendable, Equatable {
  /// The name of the checkpoint to continue from; nil to begin afresh.
  var checkpoint: String?
  /// The bytes of that checkpoint.
  var bytes: [UInt8] = []
  /// Whether the run that is there makes room for a new one.
  var replacesRun = false
  /// What people should know.
  var notes: [String] = []

  /// Looks at a directory and decides; changes nothing in it.
  ///
  /// - Parameters:
  ///   - directory: the run directory, locked.
  ///   - options: whether a run that is there is resumed or replaced.
  ///   - identity: what checkpoints of this run say about it.
  /// - Throws: A `.job` error where a run is there and neither is asked for, or where the checkpoint belongs to another
  ///   job; a `.data` error where no checkpoint is intact, or the run was trained on other data.
  static func decide(
    _ directory: RunDirectory, options: TrainOptions, identity: CheckpointIdentity
  ) throws(PathlineError) -> RunOpening {
    guard try directory.holdsRun() else {
      let note = "\(directory.path): the run there was stopped before its first step: starting it again from step 0"
      return RunOpening(notes: options.resume ? [note] : [])
    }
    if options.overwrite { return RunOpening(replacesRun: true) }
    guard options.resume else {
      throw PathlineError(
        .job,
        """
        \(directory.path): the directory holds a run already; continue it with --resume, remove it with --overwrite, \
        or choose another --output.
        """)
    }
    return try newestIntact(directory, identity: identity)
  }

  /// Makes sure that a run that is to be resumed was begun where it is looked for: a name that is wrong by a letter
  /// would train all of it again.
  static func requireBegun(_ directory: RunDirectory, _ options: TrainOptions) throws(PathlineError) {
    guard options.resume, try !directory.holdsRun(), !RunFiles.exists(directory.checkpoints) else { return }
    throw PathlineError(
      .job,
      """
      \(directory.path): there is no run to resume; name the directory of the run with --output, or leave --resume out \
      to start a new one.
      """)
  }

  private static func newestIntact(
    _ directory: RunDirectory, identity: CheckpointIdentity
  ) throws(PathlineError) -> RunOpening {
    var opening = RunOpening()
    let steps = try directory.checkpointSteps()
    for step in steps.reversed() {
      let path = directory.checkpoint(step)
      let bytes = try storing { () throws(StorageError) in try FileSystem.readWhole(path) }
      let file: CheckpointFile
      do throws(PathlineError) {
        file = try CheckpointFile(bytes: bytes, path: path)
      } catch {
        guard error.kind == .data else { throw error }
        opening.notes.append("\(error.description) Falling back to the checkpoint before it")
        continue
      }
      try file.requireSameRun(as: identity)
      opening.checkpoint = path
      opening.bytes = bytes
      return opening
    }
    guard steps.isEmpty else {
      throw PathlineError(
        .data, "\(directory.checkpoints): none of \(steps.count) checkpoints is intact; start again with --overwrite.")
    }
    opening.notes.append("\(directory.path) holds a run without checkpoints: starting it again")
    return opening
  }
}

extension CheckpointFile {
  /// Makes sure that a run may continue from this file.
  ///
  /// - Throws: A `.job` error that names the keys that differ; a `.data` error where the data do, or where the file's
  ///   job is none for this program.
  func requireSameRun(as identity: CheckpointIdentity) throws(PathlineError) {
    let keys = try JobDifference.forbidden(old: job, source: "\(path): /job", new: identity.job)
    guard keys.isEmpty else {
      throw PathlineError(
        .job,
        """
        \(path): the checkpoint belongs to another job, with other \(keys.joined(separator: ", ")); resume with the \
        job of the run, job.json5 in its directory, or choose another --output.
        """)
    }
    guard data == identity.data else {
      throw PathlineError(
        .data,
        """
        \(path): the run was trained on another data set than data.file names now, or its content was changed since; \
        name the data of the run, or choose another --output.
        """)
    }
  }
}
