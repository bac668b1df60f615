/// Everything that decides how a solve is carried out.
public struct SolveOptions: Sendable, Equatable {
  /// The method; default tsit5.
  public var method: Method
  /// Fixed or adaptive steps; default adaptive.
  public var control: StepControl
  /// Whether the samples of a group share their steps; default they do.
  public var stepping: Stepping
  /// The most steps one solve may try, rejected ones included; default 100,000.
  public var maximumSteps: Int
  /// After how many steps a reversible method begins a new segment: a companion that restarts is set to the state anew, and
  /// the reversible gradient stores the state; default 50.
  public var segment: Int

  /// Gathers the options.
  public init(
    method: Method = .tsit5, control: StepControl = .adaptive(AdaptiveControl()), stepping: Stepping = .group,
    maximumSteps: Int = 100_000, segment: Int = 50
  ) {
    self.method = method
    self.control = control
    self.stepping = stepping
    self.maximumSteps = maximumSteps
    self.segment = segment
  }
}
