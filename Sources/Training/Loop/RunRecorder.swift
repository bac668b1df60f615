import Host
import Jobs
import Kernels
import Storage
import Text

/// Everything a run writes.
///
/// Nothing that an earlier run left is changed before the first new step is done: a run that fails or is stopped before
/// leaves its directory as it was. Exists on rank 0 only.
final class RunRecorder<Scalar: TrainingScalar> {
  /// The run directory.
  let directory: RunDirectory
  /// What the summary of the run tells of its records; the log holds them all.
  private(set) var digest = RunDigest()

  private let lock: RunLock
  private let seriesNames: [String]
  private let resolvedJob: String
  private let identity: CheckpointIdentity
  private var checkpointer: Checkpointer<Scalar>
  private var line = JSONLine()
  /// Nil until the first new step.
  private var log: LineLog?
  private var replacesRun = false
  /// The step the run begins after, and how many lines of the log an earlier run has up to it.
  private var start = (step: 0, lines: 0)
  /// Evaluations before the first new step.
  private var held: [EvaluationRecord] = []

  /// Makes and locks the directory.
  ///
  /// - Parameters:
  ///   - job: the job, its output directory as the options have it.
  ///   - file: the data set.
  ///   - fingerprint: what tells the data set from others.
  ///   - owner: what the lock says of the process that has it.
  init(_ job: Job, file: SeriesFile, fingerprint: String, owner: String) throws(PathlineError) {
    directory = RunDirectory(path: job.output.directory)
    resolvedJob = job.resolved()
    // Where a run was written is no part of what was learned: the same run has the same checkpoints anywhere.
    var portable = job
    portable.output.directory = "."
    identity = CheckpointIdentity(
      job: portable.resolved(), title: job.title, seed: job.seed, data: fingerprint,
      seriesNames: file.hasSeriesNames ? file.seriesNames : nil, optimizer: job.training.optimizer.kind.rawValue)
    seriesNames = file.seriesNames
    checkpointer = Checkpointer(directory: directory, identity: identity, keep: job.checkpoint.keep)
    try directory.make()
    lock = try RunLock(path: directory.lock, owner: owner)
  }

  /// Decides how the run begins.
  func open(_ options: TrainOptions) throws(PathlineError) -> RunOpening {
    let opening = try RunOpening.decide(directory, options: options, identity: identity)
    replacesRun = opening.replacesRun
    return opening
  }

  /// Reads the records up to the state the run begins from.
  ///
  /// - Returns: What people should know.
  func prepare(at state: RunState<Scalar>) throws(PathlineError) -> [String] {
    start.step = state.step
    guard state.step > 0 else { return [] }
    if RunFiles.exists(directory.metrics) {
      start.lines = try digest.note(
        log: directory.metrics, upTo: state.step, evaluated: state.progress.evaluatedStep)
    }
    let missing = state.step - digest.steps
    return missing > 0 ? ["\(directory.metrics) has no record of \(missing) of the first \(state.step) steps"] : []
  }

  /// Records a step that left a state.
  func record(_ record: StepRecord, _ state: RunState<Scalar>) throws(PathlineError) {
    try begin(state)
    digest.note(record)
    record.write(to: &line)
    try append(line.text)
  }

  /// Records an evaluation; before the first new step it waits for that.
  func record(_ record: EvaluationRecord) throws(PathlineError) {
    digest.note(record)
    if log == nil { held.append(record) } else { try append(record.json.writeJSON()) }
  }

  /// Makes the directory agree with the state the run began from, unless that is done.
  private func begin(_ state: RunState<Scalar>) throws(PathlineError) {
    guard log == nil else { return }
    try directory.sweep()
    if replacesRun { try directory.removeRun() }
    try directory.publish(Array(resolvedJob.utf8), to: directory.job)
    try checkpointer.rewind(to: start.step, state)
    // From here on the log goes beyond what the arrays say, until the run ends again.
    try RunFiles.remove(directory.history)
    log = try storing { () throws(StorageError) in
      let log = try LineLog(directory.metrics)
      try log.truncate(keepingLines: start.lines)
      return log
    }
    for record in held { try append(record.json.writeJSON()) }
  }

  /// Saves the state of the run.
  ///
  /// The log goes first, so that no checkpoint is ahead of its records.
  func save(_ state: RunState<Scalar>) throws(PathlineError) {
    try storing { () throws(StorageError) in try log?.sync() }
    try checkpointer.save(state)
  }

  /// Writes the history of the run, and what the last evaluation may have added.
  func finish(_ state: RunState<Scalar>) throws(PathlineError) {
    try begin(state)
    try storing { () throws(StorageError) in try log?.sync() }
    try writeHistory()
    try checkpointer.saveBest(state)
  }

  /// Writes the history of a run that failed, as far as it was recorded and the failure lets it be written.
  func abandon() {
    guard log != nil else { return }
    try? writeHistory()
  }

  /// Turns the log into arrays, which takes time and memory in proportion to all steps: only at an end.
  private func writeHistory() throws(PathlineError) {
    let history = try RunHistory(log: directory.metrics)
    try HistoryFile.write(history, seriesNames: seriesNames, title: identity.title, to: directory.history)
  }

  private func append(_ line: String) throws(PathlineError) {
    try storing { () throws(StorageError) in try log?.append(line) }
  }
}
