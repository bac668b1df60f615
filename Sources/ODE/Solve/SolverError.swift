/// Why a solve or a gradient failed, and where.
public struct SolverError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of failure.
  public enum Kind: String, Sendable {
    /// The allowed number of steps was used up.
    case stepLimit
    /// The step size fell below its minimum.
    case stepUnderflow
    /// The vector field or the state became infinite or not a number.
    case nonFinite
    /// The equations of an implicit method's stages could not be solved, however small the step.
    case newton
    /// The method is implicit, but the field has no derivatives.
    case missingDerivatives
    /// The gradient of a linearly implicit method is wanted, but the field has no second derivatives.
    case missingSecondDerivatives
    /// The method is additive, but the field names no stiff part.
    case missingSplit
    /// `backsolve` or `reversible` could not reconstruct the forward states within the bound.
    case reconstruction
    /// A sample had more events than there is room for.
    case eventLimit
    /// Events were asked for with a gradient or a method that cannot go through them.
    case events
    /// The byte budget is too small.
    case memory
    /// The method cannot be differentiated in this way.
    case gradientMethod
    /// A partitioned method was given a state with an odd number of components.
    case oddState
    /// The times of a sample are not strictly monotone or not finite.
    case invalid
    /// The options contradict each other or the field.
    case options
  }

  /// What happened.
  public var kind: Kind
  /// The sample within the group; nil where no single one is to blame.
  public var sample: Int?
  /// The time reached.
  public var time = 0.0
  /// The size of the step that failed.
  public var step = 0.0
  /// The component of the state with the largest scaled error, or the first that is not finite.
  public var component: Int?
  /// How many steps were tried before, or the bytes that would be needed.
  public var count = 0
  /// The reconstruction's distance, or the error over the tolerance.
  public var measure = 0.0
  /// What a solve that ran out of steps, or whose steps became too small, suffers from; nil where that is unknown.
  public var cause: Cause?
  /// The step times the fastest rate of the field at the failure; nil if unknown.
  public var stiffness: Double?
  /// The largest value of ``stiffness`` that the method is stable for; nil if unknown or unlimited.
  public var stabilityBound: Double?
  /// What is wrong with the options and what to change, or the number type.
  public var detail = ""

  /// One sentence with the cause, the place and the cure.
  public var description: String {
    let place =
      (sample.map { "sample \($0) of the group, " } ?? "") + "time \(time), step size \(step)"
      + (component.map { ", component \($0)" } ?? "")
    switch kind {
    case .stepLimit:
      return "the solve used up its \(count) steps (\(place)): " + cure("raise solver.maximumSteps")
    case .stepUnderflow:
      let error = measure.isNaN ? "error not a number" : "error \(measure) times the tolerance"
      return "the step size fell below its minimum (\(place), \(error)): "
        + cure("loosen the tolerances, or lower solver.minimumStep")
    case .nonFinite:
      return "the state or its derivative is not a finite number (\(place)): "
        + cure("lower the learning rate, clip the gradient, or check the data and the initial parameters")
    case .newton:
      return """
        Newton's iteration for the stages of the step did not converge (\(place)): the field changes too fast there; \
        use a smaller step or a method that chooses its own, lower the learning rate, or regularise the field
        """
    case .missingDerivatives:
      return "an implicit method needs the field's derivatives, which this field does not have: use an explicit method"
    case .missingSecondDerivatives:
      return """
        the gradient of a linearly implicit method needs the field's second derivatives, which this field does not \
        have: use a diagonally implicit method
        """
    case .missingSplit:
      return """
        the method treats a stiff part of the field implicitly and the rest explicitly, but this field names no such \
        part: name one, or use another method
        """
    case .reconstruction:
      return """
        a reconstructed state missed the true one by \(measure) (\(place)), more than gradient.bound: use \
        gradient.method "discrete"; for "backsolve" tighten the tolerances, for "reversible" lower solver.segment; or \
        raise gradient.bound
        """
    case .eventLimit:
      return """
        more events than were provided for (\(place)): raise model.eventLimit, or end the solve before events accumulate
        """
    case .events:
      return """
        events need the discrete gradient and no running costs, and, to end a step, a method that carries nothing but \
        the state
        """
    case .memory:
      return "the byte budget is too small for this group: at least \(count) bytes are needed; raise gradient.memory"
    case .gradientMethod:
      let carrying = Method.all.filter { !$0.carriesNothing }.map(\.name).joined(separator: ", ")
      let reversible = Method.all.filter(\.isReversible).map(\.name).joined(separator: ", ")
      return """
        the solver's method cannot be differentiated in this way: gradient.method "reversible" needs one that takes \
        steps back (\(reversible), or any explicit one-step method with solver.coupling), "backsolve" and \
        "interpolated" an explicit one-step method without solver.coupling (not \(carrying)); or use "discrete"
        """
    case .oddState:
      return """
        the state has an odd number of components, but the method takes its upper half for positions and its lower \
        half for velocities: add a component, or choose another solver.method
        """
    case .invalid:
      return "the times of a sample are not finite and strictly monotone (\(place)): correct the data"
    case .options:
      return detail
    }
  }

  /// The byte budget would have to be `bytes` at least.
  static func shortage(_ bytes: Int) -> SolverError {
    var error = SolverError(kind: .memory)
    error.count = bytes
    return error
  }

  private func cure(_ general: String) -> String { cause?.sentence(self) ?? general }
}

extension SolverError.Kind {
  /// Whether another sample may well be solved.
  var isOfOneSample: Bool {
    switch self {
    case .stepLimit, .stepUnderflow, .nonFinite, .eventLimit: true
    default: false
    }
  }
}
