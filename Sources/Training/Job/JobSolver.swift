/// How initial value problems are solved: section `solver` of a job file.
public struct JobSolver: Equatable, Sendable {
  /// The Runge-Kutta method: a name of ``JobNames/methods``.
  public var method = "dopri5"
  /// The step of a fixed-step method, in units of time; nil for an adaptive one.
  public var step: Double?
  /// Local error allowed per unit of the state; adaptive methods.
  public var relativeTolerance = 1e-6
  /// Local error allowed near zero, in (scaled) units of the state; adaptive methods.
  public var absoluteTolerance = 1e-8
  /// The step size controller: a name of ``JobNames/controllers``; adaptive methods.
  public var controller = "pi"
  /// The first step tried, in units of time; nil: chosen from the field; adaptive methods.
  public var firstStep: Double?
  /// A solve whose controller asks for a smaller step fails; in units of time; adaptive methods.
  public var minimumStep = 0.0
  /// The largest step taken, in units of time; adaptive methods.
  public var maximumStep = Double.infinity
  /// Who shares a step size, the whole group or nobody: a name of ``JobNames/steppings``.
  public var stepping = "group"
  /// Attempted steps after which a solve fails.
  public var maximumSteps = 100_000

  /// Whether the method chooses its own steps.
  public var isAdaptive: Bool { JobNames.adaptiveMethods.contains(method) }

  /// The defaults of the job file.
  public init() {}
}
