import ODE
import Text

/// How initial value problems are solved: section `solver` of a job file.
public struct JobSolver: Equatable, Sendable {
  /// A part of the field that a method may treat implicitly.
  public enum StiffPart: String, CaseIterable, Sendable {
    /// The linear part that ``JobField/linear`` adds.
    case linear
  }

  /// The method: a name of ``JobNames/methods``.
  public var method = "dopri5"
  /// What a method that splits the field treats implicitly; nil for others.
  public var stiffPart: StiffPart?
  /// The step of a fixed-step method, in units of time; nil for an adaptive one.
  public var step: Double?
  /// Local error allowed per unit of the state; adaptive methods.
  public var relativeTolerance: Tolerance = 1e-6
  /// Local error allowed near zero, in (scaled) units of the state; adaptive methods.
  public var absoluteTolerance: Tolerance = 1e-8
  /// How the errors of the components are judged together; adaptive methods.
  public var norm = ErrorNorm.rms
  /// The step size controller: a name of ``JobNames/controllers``; adaptive methods of one step.
  public var controller = "pi"
  /// The first step tried, in units of time; nil: chosen from the field; adaptive methods.
  public var firstStep: Double?
  /// A solve whose controller asks for a smaller step fails; in units of time; adaptive methods.
  public var minimumStep = 0.0
  /// The largest step taken, in units of time; adaptive methods.
  public var maximumStep = Double.infinity
  /// Times that steps land on, as the field sees them.
  public var stepTimes: [Double] = []
  /// Times where the field jumps, as it sees them.
  public var jumpTimes: [Double] = []
  /// Who shares a step size.
  public var stepping = Stepping.group
  /// Attempted steps after which a solve fails.
  public var maximumSteps = 100_000
  /// The damping of the asynchronous leapfrog.
  public var damping = 1.0
  /// The coupling that makes a method reversible; nil: the method as it is.
  public var coupling: Double?
  /// Steps after which a reversible method begins a new segment.
  public var segment = 50
  /// What becomes of a batch when one of its items cannot be solved.
  public var onFailure = FailurePolicy.fail

  /// Whether the method chooses its own steps.
  public var isAdaptive: Bool { JobNames.adaptiveMethods.contains(method) }

  /// Whether the method hands nothing but the state from step to step.
  public var carriesNothing: Bool { coupling == nil && !JobNames.carryingMethods.contains(method) }

  /// Whether the method carries an auxiliary state of the state, which a jump would leave behind.
  public var hasAuxiliary: Bool { coupling != nil || JobNames.auxiliaryMethods.contains(method) }

  /// Whether the method takes its steps back.
  public var isReversible: Bool { coupling != nil || JobNames.reversibleMethods.contains(method) }

  /// The defaults of the job file.
  public init() {}
}

extension JobSolver: JobSection {
  static var template: JobSolver { JobSolver() }

  static let keys: [JobKey<JobSolver>] = [
    JobKey(
      "method", \.method, .name(among: JobNames.methods),
      help: "The method. \(JobProblem.list(JobNames.fixedStepMethods, "and")) take steps of a given size, "
        + "\(JobProblem.list(JobNames.adaptiveMethods, "and")) choose their own. "
        + "\(JobProblem.list(JobNames.implicitMethods, "and")) are implicit, for stiff fields, "
        + "\(JobProblem.list(JobNames.splitMethods, "and")) only for a part of the field, its stiffPart."),
    JobKey(
      "stiffPart", optional: \.stiffPart, .name, required: true, when: isSplit,
      help: "The part of the field that is treated implicitly, and the rest explicitly; `linear`: the part that "
        + "`field.linear` adds."),
    JobKey(
      "step", optional: \.step, .number(.positive), required: true, unit: "time", when: isFixed,
      help: "The step size; the last step is shortened to land on the last observation."),
    JobKey(
      "relativeTolerance", \.relativeTolerance,
      .tolerance(JobRange(above: 0, below: 1), each: JobRange(atLeast: 0, below: 1)),
      when: isAdaptive, help: "Local error allowed per unit of the state, for all components or for each."),
    JobKey(
      "absoluteTolerance", \.absoluteTolerance, .tolerance(.positive, each: .positiveOrInfinite),
      unit: "scaled units of the data", when: isAdaptive,
      help: "Local error allowed where the state is near 0, for all components or for each; one with an infinite "
        + "tolerance does not count."),
    JobKey(
      "norm", \.norm, .name, when: isAdaptive,
      help: "How the errors of the components, in units of their tolerances, are judged together; `rms`: by their root "
        + "mean square, `max`: by the largest."),
    JobKey(
      "controller", \.controller, .name(among: JobNames.controllers),
      derived: "`i` for \(JobProblem.list(JobNames.integralMethods, "and")), `pi` otherwise", when: isControlled,
      help: "How the next step size follows from local errors: integral, proportional-integral, or with a "
        + "derivative term."),
    JobKey(
      "firstStep", optional: \.firstStep, .number(.positive), unit: "time", when: isAdaptive,
      help: "The first step size tried; null: chosen from the field at the start."),
    JobKey(
      "minimumStep", \.minimumStep, .number(.nonnegative), unit: "time", when: isAdaptive,
      help: "A solve fails when its controller asks for a smaller step; 0: only when time stands still."),
    JobKey(
      "maximumStep", \.maximumStep, .number(.positiveOrInfinite), unit: "time", when: isAdaptive,
      help: "The largest step size taken."),
    JobKey(
      "stepTimes", \.stepTimes, .list(of: .number(.finite), emptyAllowed: true), unit: "time",
      help: "Times every solve takes a step to, as the field sees them (see data.shiftTime)."),
    JobKey(
      "jumpTimes", \.jumpTimes, .list(of: .number(.finite), emptyAllowed: true), unit: "time",
      help:
        "Times where the field jumps, as it sees them: steps land on them, the field is evaluated on one side only, "
        + "and the controller starts afresh."),
    JobKey(
      "stepping", \.stepping, .name,
      help: "Who shares a step size; `group`: all samples solved together, `sample`: nobody."),
    JobKey(
      "maximumSteps", \.maximumSteps, .wholeNumber(atLeast: 1), unit: "steps",
      help: "Steps tried, accepted or not, after which a solve fails."),
    JobKey(
      "damping", \.damping, .number(JobRange(above: 0.5, atMost: 1)), when: isAsynchronous,
      help: "1: order 2, but unstable on decay; below: stable there, but of order 1."),
    JobKey(
      "coupling", optional: \.coupling, .number(JobRange(above: 0, atMost: 1)), when: isCoupled,
      help:
        "Makes the method reversible by coupling it with its own step back (McCallum and Foster 2024), at twice the "
        + "evaluations; 0.999 is usual, null: the method as it is."),
    JobKey(
      "segment", \.segment, .wholeNumber(atLeast: 1), unit: "steps", when: isReversible,
      help: "Steps after which a coupled pair is set together again, and after which `gradient.method` `reversible` "
        + "stores a state."),
    JobKey(
      "onFailure", \.onFailure, .name,
      help:
        "What happens when a sample cannot be solved; `fail`: the run ends and tells why, `drop`: the sample is left "
        + "out and counted, its group is solved without it, and the loss is the mean over the others."),
  ]

  private static let isFixed = JobCondition<JobSolver>.key(
    "method", \.method, isOneOf: JobNames.fixedStepMethods, text: "method takes steps of a given size")
  private static let isSplit = JobCondition<JobSolver>.key(
    "method", \.method, isOneOf: JobNames.splitMethods, text: "method treats a part of the field implicitly")
  private static let isAsynchronous = JobCondition<JobSolver>.key(
    "method", \.method, isOneOf: [Method.alf.name], text: "method is alf")
  private static let isCoupled = JobCondition<JobSolver>.key(
    "method", \.method, isOneOf: JobNames.coupledMethods,
    text: "method is explicit and carries nothing from step to step")
  private static let isReversible = JobCondition<JobSolver>(
    key: "method", needed: JobNames.reversibleMethods + ["one with solver.coupling"],
    text: "method takes steps back, or coupling is given"
  ) { $0.coupling == nil ? $0.method : "one with solver.coupling" }
  private static let isControlled = JobCondition<JobSolver>.key(
    "method", \.method, isOneOf: JobNames.controlledMethods, text: "method chooses its own steps, but not its order")
  private static let isAdaptive = JobCondition<JobSolver>.key(
    "method", \.method, isOneOf: JobNames.adaptiveMethods, text: "method chooses its own steps")
}
