/// Length, batch and optimiser of the run: section `training` of a job file.
public struct JobTraining: Equatable, Sendable {
  /// The samples of a group that does not say otherwise: one SIMD value of `Float`, two of `Double`.
  public static let usualGroup = 16

  /// How long the run trains.
  public var length: JobLength
  /// Samples (or windows) of one optimiser step, over all ranks together.
  public var batch: Int
  /// Samples solved together, at most ``batch``; the batch is cut into groups of this size, the last one smaller.
  public var group: Int
  /// How parameters follow the gradient.
  public var optimizer = JobOptimizer()
  /// How the learning rate changes over the run.
  public var schedule = JobSchedule()
  /// The largest 2-norm of the whole gradient, longer ones are shortened to it; nil: no limit.
  public var clip: Double?
  /// Weight decay: added to the gradient as `decay * parameter`, except by adamw, which applies it to the parameters.
  public var decay = 0.0

  /// Training for `length` in batches of `batch`, with the defaults of the job file.
  public init(length: JobLength, batch: Int = 64) {
    self.length = length
    self.batch = batch
    self.group = min(batch, JobTraining.usualGroup)
  }
}
