import Text

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

extension JobTraining: JobSection {
  static var template: JobTraining { JobTraining(length: .steps(0)) }

  static let keys: [JobKey<JobTraining>] = [
    JobKey(
      "steps", optional: \.steps, .wholeNumber(atLeast: 1), unit: "optimiser steps",
      help: "Length of the run; either this or epochs is required."),
    JobKey(
      "epochs", optional: \.epochs, .wholeNumber(atLeast: 1), unit: "passes over the training samples",
      help: "Length of the run; either this or steps is required."),
    JobKey(
      "batch", \.batch, .wholeNumber(atLeast: 1), unit: "samples or windows",
      help: "What one optimiser step learns from, over all ranks together."),
    JobKey(
      "group", \.group, .wholeNumber(atLeast: 1), derived: "\(usualGroup), or batch if that is smaller",
      unit: "samples or windows",
      help: "How many are solved together. The batch is cut into groups of this size, the last one smaller; ranks are "
        + "handed whole groups, so a batch should hold at least one for each."),
    JobKey("optimizer", section: \.optimizer, help: "How parameters follow the gradient."),
    JobKey("schedule", section: \.schedule, help: "How the learning rate changes over the run."),
    JobKey(
      "clip", optional: \.clip, .number(.positive),
      help: "Largest 2-norm of the whole gradient; a longer one is shortened to it."),
    JobKey(
      "decay", \.decay, .number(.nonnegative),
      help: "Weight decay. `adamw` takes rate * decay * parameter off each parameter; the others add "
        + "decay * parameter to the gradient, after clipping."),
  ]

  private var steps: Int? {
    get { if case .steps(let count) = length { count } else { nil } }
    set { if let newValue { length = .steps(newValue) } }
  }

  private var epochs: Int? {
    get { if case .epochs(let count) = length { count } else { nil } }
    set { if let newValue { length = .epochs(newValue) } }
  }
}
