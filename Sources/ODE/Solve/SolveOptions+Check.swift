extension SolveOptions {
  /// Refuses options that contradict each other, the field or its state.
  /// - Throws: ``SolverError`` of kind `options`, `oddState`, `missingDerivatives` or `missingSplit`.
  func check<Scalar>(_ field: some VectorField<Scalar>) throws(SolverError) {
    try check(rows: field.stateCount)
    if method.tableau.isImplicit && !(field is any DifferentiableVectorField<Scalar>) {
      throw SolverError(kind: .missingDerivatives)
    }
    if method.tableau.isSplit && FieldSplit(of: field) == nil { throw SolverError(kind: .missingSplit) }
  }

  /// Refuses options that contradict each other or a state with `rows` components.
  /// - Throws: ``SolverError`` of kind `options`.
  private func check(rows: Int) throws(SolverError) {
    guard method.tableau.partition == nil || rows % 2 == 0 else { throw SolverError(kind: .oddState) }
    guard let problem = problem(rows: rows) else { return }
    var error = SolverError(kind: .options)
    error.detail = problem
    throw error
  }

  private func problem(rows: Int) -> String? {
    for (name, times) in [("solver.stepTimes", stepTimes), ("solver.jumpTimes", jumpTimes)] {
      guard times.allSatisfy(\.isFinite) else { return "\(name) has a time that is not finite: remove it" }
    }
    guard segment > 0 else { return "solver.segment is \(segment): give a positive number" }
    if method.isReversible && !jumpTimes.isEmpty {
      return """
        solver.jumpTimes does not go with the method \(method.name), which carries more than the state from step to \
        step: choose another method, or take solver.coupling away
        """
    }
    switch control {
    case .fixed(let step):
      return step > 0 && step.isFinite ? nil : "solver.step is \(step): give a positive number"
    case .adaptive(let control):
      return method.isAdaptive
        ? control.problem(rows: rows)
        : "the method \(method.name) has no error estimate to choose its steps from: give solver.step, or use a method "
          + "that has"
    }
  }
}

extension AdaptiveControl {
  fileprivate func problem(rows: Int) -> String? {
    for (name, tolerance) in [
      ("solver.relativeTolerance", relativeTolerance), ("solver.absoluteTolerance", absoluteTolerance),
    ] where !tolerance.fits(rows: rows) {
      return
        "\(name) has \(tolerance.values.count) numbers, but the state has \(rows) components: give one number each, or "
        + "one for all"
    }
    for row in 0..<rows
    where !(relativeTolerance[row] >= 0 && absoluteTolerance[row] >= 0)
      || !relativeTolerance[row].isFinite || relativeTolerance[row] + absoluteTolerance[row] == 0
    {
      return """
        component \(row) is allowed an error of \(absoluteTolerance[row]) and \(relativeTolerance[row]) of its size: \
        give solver.absoluteTolerance or solver.relativeTolerance a positive number
        """
    }
    return (0..<rows).contains { absoluteTolerance[$0].isFinite }
      ? nil : "solver.absoluteTolerance is infinite for every component: give a finite one to those that count"
  }
}
