/// The base rate at every step.
public struct ConstantSchedule: Schedule {
  public static let kind = "constant"

  /// Makes the schedule.
  public init() {}

  public func factor(_ step: Int) -> Double { 1 }
}
