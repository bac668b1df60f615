import Host
import Kernels
import Storage

/// Saves the state of a run in its directory.
///
/// Used by rank 0.
///
/// A checkpoint is complete the moment it has its name. Then `latest` names it, `best.h5` holds the best parameters,
/// and the oldest checkpoints beyond those to keep are removed: never the one just verified.
struct Checkpointer<Scalar: TrainingScalar> {
  private let directory: RunDirectory
  private let identity: CheckpointIdentity
  private let keep: Int
  private var publishedBest: Int?

  /// Makes a saver.
  ///
  /// - Parameters:
  ///   - directory: the run directory.
  ///   - identity: what checkpoints say about the run.
  ///   - keep: checkpoints that are kept, at least 1.
  init(directory: RunDirectory, identity: CheckpointIdentity, keep: Int) {
    self.directory = directory
    self.identity = identity
    self.keep = max(1, keep)
  }

  /// Writes the checkpoint of the present step.
  mutating func save(_ state: RunState<Scalar>) throws(PathlineError) {
    try directory.publish(try CheckpointWriter.checkpoint(state, of: identity), to: directory.checkpoint(state.step))
    try point(to: state.step)
    try saveBest(state)
    for step in try directory.checkpointSteps().dropLast(keep) {
      try RunFiles.remove(directory.checkpoint(step))
    }
  }

  /// Writes the best parameters, if they are not there yet.
  mutating func saveBest(_ state: RunState<Scalar>) throws(PathlineError) {
    guard let step = state.progress.bestStep, step != publishedBest else { return }
    if let bytes = try CheckpointWriter.best(state, of: identity) { try directory.publish(bytes, to: directory.best) }
    publishedBest = step
  }

  /// Makes the directory agree with a run that goes on from a step: what lies behind the step never happened.
  ///
  /// - Parameters:
  ///   - step: the step the run was resumed from; 0 for a new run.
  ///   - state: the state of the run, which knows its best parameters.
  mutating func rewind(to step: Int, _ state: RunState<Scalar>) throws(PathlineError) {
    // What takes room comes first: on a full disk all stays as it is.
    if state.progress.bestStep == nil { try RunFiles.remove(directory.best) } else { try saveBest(state) }
    let later = try directory.checkpointSteps().filter { $0 > step }
    if !later.isEmpty { try point(to: step) }
    for step in later { try RunFiles.remove(directory.checkpoint(step)) }
  }

  /// Makes `latest` name the checkpoint of a step.
  private func point(to step: Int) throws(PathlineError) {
    let name = "checkpoints/" + RunDirectory.name(step) + "\n"
    try directory.publish(Array(name.utf8), to: directory.latest)
  }
}
