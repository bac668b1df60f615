/// What is fitted, and what a miss costs: section `model` of a job file.
public struct JobModel: Equatable, Sendable {
  /// A family of models.
  public enum Kind: String, CaseIterable, Sendable {
    /// The state is the series itself, possibly augmented, and starts at the first observation.
    case trajectory
  }

  /// The cost of one observed entry with miss `r = prediction - observation`.
  public enum Loss: String, CaseIterable, Sendable {
    /// `|r|`.
    case l1
    /// `r^2`.
    case l2
    /// `r^2 / 2` up to `huberDelta`, linear beyond it.
    case huber
    /// `|r|` divided by `|observation| + relativeFloor`.
    case relative
  }

  /// The family of models.
  public var kind = Kind.trajectory
  /// The cost of a miss; the loss is its mean over observed entries.
  public var loss = Loss.l2
  /// Where the Huber loss turns linear, in (scaled) units of the data; used by ``Loss/huber``.
  public var huberDelta = 1.0
  /// Added to the observation's magnitude in the denominator; used by ``Loss/relative``.
  public var relativeFloor = 1e-3
  /// State components beyond the series, starting at 0 (Dupont, Doucet and Teh 2019).
  public var augment = 0

  /// The defaults of the job file.
  public init() {}
}
