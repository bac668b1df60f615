/// How an adaptive method chooses its steps.
public struct AdaptiveControl: Sendable, Equatable {
  /// The error allowed relative to the larger of the state's magnitudes at both ends of a step; default 1e-6.
  public var relativeTolerance: Tolerance
  /// The error allowed besides, in units of the state; default 1e-8.
  ///
  /// A component with an infinite one does not count.
  public var absoluteTolerance: Tolerance
  /// How the components' errors, in units of their tolerances, are judged together; default root mean square.
  public var norm: ErrorNorm
  /// The controller; nil (the default) is the method's ``Method/usualController``.
  public var controller: StepController?
  /// The size of the first step; nil (the default) has it chosen.
  public var firstStep: Double?
  /// A smaller step is an error unless it lands on a given time; default 0, which leaves the resolution of time itself.
  public var minimumStep: Double
  /// No step is larger; default infinity.
  public var maximumStep: Double

  /// Gathers the settings.
  public init(
    relativeTolerance: Tolerance = 1e-6, absoluteTolerance: Tolerance = 1e-8, norm: ErrorNorm = .rms,
    controller: StepController? = nil, firstStep: Double? = nil, minimumStep: Double = 0,
    maximumStep: Double = .infinity
  ) {
    self.relativeTolerance = relativeTolerance
    self.absoluteTolerance = absoluteTolerance
    self.norm = norm
    self.controller = controller
    self.firstStep = firstStep
    self.minimumStep = minimumStep
    self.maximumStep = maximumStep
  }

  /// Gathers the settings, with the same tolerances for all components.
  public init(
    relativeTolerance: Double, absoluteTolerance: Double, norm: ErrorNorm = .rms,
    controller: StepController? = nil, firstStep: Double? = nil, minimumStep: Double = 0,
    maximumStep: Double = .infinity
  ) {
    self.init(
      relativeTolerance: .uniform(relativeTolerance), absoluteTolerance: .uniform(absoluteTolerance), norm: norm,
      controller: controller, firstStep: firstStep, minimumStep: minimumStep, maximumStep: maximumStep)
  }

  /// The control of a state made of two such states.
  var twice: AdaptiveControl {
    var control = self
    control.relativeTolerance = relativeTolerance.twice
    control.absoluteTolerance = absoluteTolerance.twice
    return control
  }
}
