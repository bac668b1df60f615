extension SolverError {
  /// What a solve suffers from that runs out of steps or whose steps become too small.
  public enum Cause: String, Sendable {
    /// Stability, not accuracy, limits the steps.
    case stiffness
    /// The solution grows without bound.
    case growth
    /// The tolerance is below what the number type resolves.
    case precision
    /// The error does not fall with the step as it should: the field jumps or is noisy.
    case roughness
    /// The steps are as long as they may be, and their errors small.
    case maximumStep
    /// None of these: the solution takes that many steps.
    case effort

    /// The cause and the cure.
    func sentence(_ error: SolverError) -> String {
      let component = error.component.map { "component \($0)" } ?? "the state"
      switch self {
      case .stiffness:
        return """
          the field is stiff there (the step times its fastest rate is \(SolverError.short(error.stiffness)), where \
          the method is stable up to \(SolverError.short(error.stabilityBound))): lower the learning rate, raise \
          solver.maximumSteps, or regularise the field
          """
      case .growth:
        return """
          the solution grows without bound, first in \(component): lower the learning rate, solve over a shorter span, \
          or leave such samples out with solver.onFailure "drop"
          """
      case .precision:
        return """
          the tolerance of \(component) is below what \(error.detail) resolves: raise solver.relativeTolerance or \
          solver.absoluteTolerance\(error.detail == "float32" ? ", or set precision to \"float64\"" : "")
          """
      case .roughness:
        return """
          the error of \(component) hardly falls with the step, so the field jumps there or is noisy: name jumps in \
          solver.jumpTimes, or loosen solver.relativeTolerance
          """
      case .maximumStep:
        return """
          its steps are as long as solver.maximumStep lets them be, and the span takes more of them: raise \
          solver.maximumStep or solver.maximumSteps
          """
      case .effort:
        return error.kind == .stepLimit
          ? "its steps are as they should be, the span takes more of them: raise solver.maximumSteps, or loosen the "
            + "tolerances"
          : "the solution needs smaller steps than are allowed: lower solver.minimumStep, or loosen the tolerances"
      }
    }
  }

  /// A number to two decimals.
  private static func short(_ value: Double?) -> String {
    value.map { "\(($0 * 100).rounded() / 100)" } ?? "any step"
  }
}
