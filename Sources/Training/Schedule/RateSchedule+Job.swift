import Jobs

extension RateSchedule {
  /// The learning rates a job asks for: the registry, one line for each kind of schedule.
  ///
  /// - Parameters:
  ///   - training: the section of the job.
  ///   - steps: the updates of the whole run, which a cosine schedule ends with.
  init(_ training: JobTraining, steps: Int) {
    let settings = training.schedule
    let schedule: any Schedule =
      switch settings.kind {
      case .constant: ConstantSchedule()
      case .step: StepSchedule(every: Self.interval(settings), factor: settings.factor)
      case .cosine: CosineSchedule(steps: max(steps - settings.warmup, 1), floor: settings.finalFraction)
      }
    self.init(rate: training.optimizer.rate, warmup: settings.warmup, schedule: schedule)
  }

  /// The interval of a step schedule, which reading the job made sure of.
  private static func interval(_ settings: JobSchedule) -> Int {
    guard let every = settings.every else { preconditionFailure("a job with a step schedule gives its interval") }
    return every
  }
}
