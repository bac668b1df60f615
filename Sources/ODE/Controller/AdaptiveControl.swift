/// How an adaptive method chooses its steps.
public struct AdaptiveControl: Sendable, Equatable {
  /// The error allowed relative to the larger of the state's magnitudes at both ends of a step; default 1e-6.
  public var relativeTolerance: Double
  /// The error allowed besides, in units of the state; default 1e-8.
  public var absoluteTolerance: Double
  /// The controller; default proportional-integral.
  public var controller: StepController
  /// The size of the first step; nil (the default) has it chosen.
  public var firstStep: Double?
  /// A smaller step is an error; default 0, which leaves only the resolution of time itself.
  public var minimumStep: Double
  /// No step is larger; default infinity.
  public var maximumStep: Double

  /// Gathers the settings.
  public init(
    relativeTolerance: Double = 1e-6, absoluteTolerance: Double = 1e-8,
    controller: StepController = .proportionalIntegral, firstStep: Double? = nil, minimumStep: Double = 0,
    maximumStep: Double = .infinity
  ) {
    self.relativeTolerance = relativeTolerance
    self.absoluteTolerance = absoluteTolerance
    self.controller = controller
    self.firstStep = firstStep
    self.minimumStep = minimumStep
    self.maximumStep = maximumStep
  }
}
