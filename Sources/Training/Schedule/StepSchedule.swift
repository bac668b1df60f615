/// The rate is multiplied by a factor every so many steps.
struct StepSchedule: Schedule {
  static let kind = "step"

  /// Steps from one drop to the next, at least 1.
  let every: Int
  /// What the rate is multiplied by at each drop.
  let factor: Double

  /// Makes the schedule.
  init(every: Int, factor: Double) {
    precondition(every >= 1, "a step schedule needs a positive interval")
    self.every = every
    self.factor = factor
  }

  func factor(_ step: Int) -> Double {
    var product = 1.0
    // Plain products give the same bits on every host, which a library's `pow` does not promise; underflow ends the
    // loop.
    for _ in 0..<(step / every) where product != 0 { product *= factor }
    return product
  }
}
