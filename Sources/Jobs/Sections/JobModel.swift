import Text

/// What is fitted, and what a residual costs: section `model` of a job file.
public struct JobModel: Equatable, Sendable {
  /// A family of models.
  public enum Kind: String, CaseIterable, Sendable {
    /// The state is the series itself, possibly augmented, and starts at the first observation.
    case trajectory
  }

  /// The cost of one observed entry with residual `r = prediction - observation`.
  public enum Loss: String, CaseIterable, Sendable {
    /// `|r|`.
    case l1
    /// `r^2`.
    case l2
    /// `r^2 / 2` up to `huberDelta`, linear beyond it.
    case huber
    /// `|r|` divided by the larger of `|observation|` and `relativeFloor`.
    case relative
  }

  /// The family of models.
  public var kind = Kind.trajectory
  /// The cost of a residual; the loss is its mean over observed entries.
  public var loss = Loss.l2
  /// Where the Huber loss turns linear, in (scaled) units of the data; used by ``Loss/huber``.
  public var huberDelta = 1.0
  /// The smallest divisor, in (scaled) units of the data; used by ``Loss/relative``.
  public var relativeFloor = 1e-3
  /// State components beyond the series, starting at 0 (Dupont, Doucet and Teh 2019).
  public var augment = 0
  /// What is looked for along trajectories, and what it does to them.
  public var events: [JobEvent] = []
  /// The most events of a sample in one solve.
  public var eventLimit = 100
  /// What is charged along trajectories besides residuals.
  public var regularization = JobRegularization()

  /// The defaults of the job file.
  public init() {}
}

extension JobModel: JobSection {
  static var template: JobModel { JobModel() }

  static let keys: [JobKey<JobModel>] = [
    JobKey(
      "kind", \.kind, .name,
      help: "What is fitted; `trajectory`: the state is the series, starting at its first observation."),
    JobKey(
      "loss", \.loss, .name,
      help: "Cost of a residual r, averaged over observed entries; `l1`: |r|, `l2`: r^2, `huber`: r^2 / 2 up to "
        + "huberDelta and linear beyond, `relative`: |r| / max(|observation|, relativeFloor)."),
    JobKey(
      "huberDelta", \.huberDelta, .number(.positive), unit: "scaled units of the data",
      when: .key("loss", \.loss, isOneOf: [.huber]), help: "The residual at which the Huber loss turns linear."),
    JobKey(
      "relativeFloor", \.relativeFloor, .number(.positive), unit: "scaled units of the data",
      when: .key("loss", \.loss, isOneOf: [.relative]),
      help: "The smallest divisor of the relative loss, for observations near 0."
    ),
    JobKey(
      "augment", \.augment, .wholeNumber(atLeast: 0), unit: "components",
      help: "State components beyond the series, starting at 0."),
    JobKey(
      "events", sections: \.events,
      help: "Events along every trajectory: where a component of the state passes a level. Their times and states are "
        + "written beside predicted trajectories, and an event may let the state jump. Gradients go through them "
        + "exactly, event times included."),
    JobKey(
      "eventLimit", \.eventLimit, .wholeNumber(atLeast: 1), unit: "events",
      when: JobCondition(key: "events", needed: ["a list of events"], text: "events are given") {
        $0.events.isEmpty ? "empty" : "a list of events"
      },
      help:
        "The most events of a sample in one solve; with one more its solve fails, as where jumps follow each other "
        + "ever faster."),
    JobKey(
      "regularization", section: \.regularization,
      help:
        "What is charged along the trajectories of training besides residuals: weights of integrals over the time a "
        + "trajectory covers. The objective is the loss plus each weight times the mean of its integrals, in which a "
        + "trajectory counts as often as it has observed entries. Evaluations do not charge them."),
  ]
}
