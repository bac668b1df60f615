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
  /// The number of steps after which a reversible method begins a new segment; default 50.
  ///
  /// An auxiliary state that restarts is then set to the state anew, and the reversible gradient stores the state.
  public var segment: Int
  /// Times that every sample whose span contains them takes a step to, in any order; default none.
  public var stepTimes: [Double]
  /// Times where the field jumps, in any order; default none.
  ///
  /// Steps land on them, and the field is evaluated on the side a step comes from: at the nearest number of its type
  /// before a jump, at the nearest one behind it, never at the jump itself. Nothing is carried across a jump but the
  /// state and the size of the step.
  public var jumpTimes: [Double]
  /// What becomes of a group when one of its samples cannot be solved; default the solve fails.
  public var onFailure: FailurePolicy

  /// The fewest steps of a segment that ends before the solve does: a pair that drifts apart is set together at any
  /// time.
  var shortestSegment: Int {
    if case .adaptive = control, method.tableau.auxiliary?.restarts == true { return 1 }
    return segment
  }

  /// Gathers the options.
  public init(
    method: Method = .tsit5, control: StepControl = .adaptive(AdaptiveControl()), stepping: Stepping = .group,
    maximumSteps: Int = 100_000, segment: Int = 50, stepTimes: [Double] = [], jumpTimes: [Double] = [],
    onFailure: FailurePolicy = .fail
  ) {
    self.method = method
    self.control = control
    self.stepping = stepping
    self.maximumSteps = maximumSteps
    self.segment = segment
    self.stepTimes = stepTimes
    self.jumpTimes = jumpTimes
    self.onFailure = onFailure
  }
}
