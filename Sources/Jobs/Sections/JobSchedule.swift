import Text

/// How the learning rate changes over the run: section `training.schedule` of a job file.
public struct JobSchedule: Equatable, Sendable {
  /// The shape of the learning rate after the warm-up.
  public enum Kind: String, CaseIterable, Sendable {
    /// The same throughout.
    case constant
    /// Multiplied by ``JobSchedule/factor`` every ``JobSchedule/every`` steps.
    case step
    /// Half a cosine wave from the full rate to ``JobSchedule/finalFraction`` of it at the run's last step.
    case cosine
  }

  /// The shape of the learning rate.
  public var kind = Kind.constant
  /// Optimiser steps over which the rate first rises linearly to its full value.
  public var warmup = 0
  /// Optimiser steps between two drops, counted from the end of the warm-up; nil unless ``Kind/step``.
  public var every: Int?
  /// What a drop multiplies the rate by; ``Kind/step``.
  public var factor = 0.1
  /// Key `final`: the rate at the end as a fraction of the full one; ``Kind/cosine``.
  public var finalFraction = 0.0

  /// The defaults of the job file.
  public init() {}
}

extension JobSchedule: JobSection {
  static var template: JobSchedule { JobSchedule() }

  static let keys: [JobKey<JobSchedule>] = [
    JobKey(
      "kind", \.kind, .name,
      help: "The shape of the rate after the warm-up; `step`: multiplied by factor every so many steps, `cosine`: half "
        + "a cosine wave down to final at the last step."),
    JobKey(
      "warmup", \.warmup, .wholeNumber(atLeast: 0), unit: "optimiser steps",
      help: "Steps over which the rate first rises linearly to its full value."),
    JobKey(
      "every", optional: \.every, .wholeNumber(atLeast: 1), required: true, unit: "optimiser steps",
      when: .key("kind", \.kind, isOneOf: [.step]),
      help: "Steps between two drops, counted from the end of the warm-up."),
    JobKey(
      "factor", \.factor, .number(JobRange(above: 0, atMost: 1)), when: .key("kind", \.kind, isOneOf: [.step]),
      help: "What a drop multiplies the rate by."),
    JobKey(
      "final", \.finalFraction, .number(JobRange(atLeast: 0, atMost: 1)),
      when: .key("kind", \.kind, isOneOf: [.cosine]),
      help: "The rate at the last step as a fraction of the full rate."),
  ]
}
