/// The base rate at every step.
struct ConstantSchedule: Schedule {
  static let kind = "constant"

  /// Makes the schedule.
  init() {}

  func factor(_ step: Int) -> Double { 1 }
}
