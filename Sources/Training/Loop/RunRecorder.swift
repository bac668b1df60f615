import Kernels
import Storage

/// Everything a run writes.
///
/// Exists on rank 0 only.
final class RunRecorder<Scalar: TrainingScalar> {
  /// The run directory.
  let directory: RunDirectory
  /// All records so far.
  private(set) var history = RunHistory()

  private let lock: RunLock
  private let seriesNames: [String]
  private let resolvedJob: String
  private let identity: CheckpointIdentity
  private var checkpointer: Checkpointer<Scalar>
  private var log: LineLog?

  /// Makes and locks the directory; `opening` says what is to be done with what is in it.
  init(
    _ job: Job, options: TrainOptions, file: SeriesFile, owner: String
  ) throws(TrainingError) {
    directory = RunDirectory(path: job.output.directory)
    resolvedJob = job.resolved()
    // Where a run was written is no part of what was learned: the same run has the same checkpoints anywhere.
    var portable = job
    portable.output.directory = "."
    identity = CheckpointIdentity(
      job: portable.resolved(), title: job.title, seed: job.seed, data: try DataFingerprint.make(file),
      optimizer: job.training.optimizer.kind.rawValue)
    seriesNames = file.seriesNames
    checkpointer = Checkpointer(directory: directory, identity: identity, keep: job.checkpoint.keep)
    try directory.make()
    lock = try RunLock(path: directory.lock, owner: owner)
  }

  /// Decides how the run begins.
  func open(_ options: TrainOptions) throws(TrainingError) -> RunOpening {
    try RunOpening.decide(directory, options: options, identity: identity)
  }

  /// Makes the directory agree with the state the run begins from.
  func begin(at state: RunState<Scalar>) throws(TrainingError) {
    var lines = 0
    if state.step > 0, RunFiles.exists(directory.metrics) {
      let bytes = try storing { () throws(StorageError) in try FileSystem.readWhole(directory.metrics) }
      (history, lines) = try RunHistory.read(bytes, upTo: state.step, evaluated: state.progress.evaluatedStep)
    }
    log = try storing { () throws(StorageError) in
      let log = try LineLog(directory.metrics)
      try log.truncate(keepingLines: lines)
      return log
    }
    try checkpointer.rewind(to: state)
    try directory.publish(Array(resolvedJob.utf8), to: directory.job)
  }

  /// Records a step.
  func record(_ record: StepRecord) throws(TrainingError) {
    history.steps.append(record)
    try append(record.json)
  }

  /// Records an evaluation.
  func record(_ record: EvaluationRecord) throws(TrainingError) {
    history.evaluations.append(record)
    try append(record.json)
  }

  /// Saves the state of the run and the history up to it.
  ///
  /// The history goes first, so that no checkpoint is ahead of its records.
  func save(_ state: RunState<Scalar>) throws(TrainingError) {
    try storing { () throws(StorageError) in try log?.sync() }
    try writeHistory()
    try checkpointer.save(state)
  }

  /// Writes what the last evaluation may have added.
  func finish(_ state: RunState<Scalar>) throws(TrainingError) {
    try storing { () throws(StorageError) in try log?.sync() }
    try writeHistory()
    try checkpointer.saveBest(state)
  }

  private func writeHistory() throws(TrainingError) {
    try HistoryFile.write(history, seriesNames: seriesNames, title: identity.title, to: directory.history)
  }

  private func append(_ record: JSON5Value) throws(TrainingError) {
    try storing { () throws(StorageError) in try log?.append(record.writeJSON()) }
  }
}
