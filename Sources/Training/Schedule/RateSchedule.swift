/// The learning rate of every update: a base rate, a linear warm-up and a ``Schedule`` after it.
struct RateSchedule: Sendable {
  /// The rate that the warm-up ends at and the schedule starts from.
  let rate: Double
  /// Updates of linear warm-up; default 0.
  let warmup: Int
  /// What follows the warm-up.
  let schedule: any Schedule

  /// Puts the parts together.
  init(rate: Double, warmup: Int = 0, schedule: any Schedule = ConstantSchedule()) {
    self.rate = rate
    self.warmup = warmup
    self.schedule = schedule
  }

  /// The learning rate of update `step`, counted from 0.
  ///
  /// In the warm-up it is `rate (step + 1) / warmup`: never zero, and the full rate at the warm-up's last update.
  func callAsFunction(_ step: Int) -> Double {
    if step < warmup { return rate * (Double(step + 1) / Double(warmup)) }
    return rate * schedule.factor(step - warmup)
  }
}
