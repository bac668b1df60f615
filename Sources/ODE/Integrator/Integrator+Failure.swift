import Glibc
import Kernels

/// Failures described with their place.
extension Integrator {
  /// Describes a failure at the worst column, or the one given, or the first whose `values` are not finite.
  func failure(
    _ kind: SolverError.Kind, column: Int? = nil, values: Columns<Scalar>? = nil, measure: Double = 0
  ) -> SolverError {
    let culprits = (values ?? next.view).rows(0..<rows)
    let culprit = values == nil ? nil : (0..<group.live).first { !culprits.isFinite($0) }
    let column = column ?? culprit ?? slowestColumn()
    var error = SolverError(kind: kind, sample: Int(group.ids[column]))
    error.time = group.origin[column] + group.time[column]
    error.step = group.step[column]
    error.count = trials
    error.measure = measure
    error.component = culprits.nonFiniteRow(column)
    if error.component == nil && kind == .nonFinite { error.component = nonFiniteStageRow(column) }
    if error.component == nil && kind == .stepUnderflow { error.component = worstRow(column) }
    return error
  }

  /// The failure of steps that became too small at a column: for want of finite numbers, or of accuracy.
  func underflow(_ column: Int) -> SolverError {
    let ratio = errorTest.ratios[isPerSample ? column : 0]
    var kind = SolverError.Kind.nonFinite
    if ratio.isFinite {
      kind = .stepUnderflow
    } else if case .diagonallyImplicit = stepper, !ratio.isNaN {
      kind = .newton
    }
    return failure(kind, column: column, measure: ratio)
  }

  /// The column to blame for too many steps: the one with the largest error, or that has the longest way to go.
  func suspect() -> Int { errorTest.suspect(group) ?? slowestColumn() }

  private func slowestColumn() -> Int {
    (0..<group.live).max {
      abs(group.way($0, to: group.end[$0])) < abs(group.way($1, to: group.end[$1]))
    } ?? 0
  }

  /// The component that was not finite in the first stage where one was not.
  private func nonFiniteStageRow(_ column: Int) -> Int? {
    let buffer = buffer(of: group.stepIndex).pointee
    return (0..<tableau.stages).lazy.compactMap {
      buffer.stage($0, columns: self.group.columns).view.nonFiniteRow(column)
    }
    .first
  }

  /// The component with the largest scaled error in a column.
  func worstRow(_ column: Int) -> Int {
    writeError(into: scratch)
    return (0..<rows).max { scaledError($0, column) < scaledError($1, column) } ?? 0
  }

  /// Writes the error estimate of the step at hand.
  private func writeError(into out: MutableColumns<Scalar>) {
    if case .multistep(let stepper) = stepper { return stepper.writeError(of: self, into: out) }
    let stages = buffer(of: group.stepIndex).pointee.stages
    Scalar.stageSum(out.rows(0..<rows), base: nil, scale: stepRow.view, plan.error.terms(of: stages))
  }

  /// The error estimate in `scratch` in units of its tolerance.
  func scaledError(_ row: Int, _ column: Int) -> Double {
    abs(Double(scratch[row, column])) / tolerance(row, column)
  }

  /// The error allowed to a component in the step at hand.
  func tolerance(_ row: Int, _ column: Int) -> Double {
    scale.tolerance(row, size: max(abs(group.state[row, column]), abs(next[row, column])))
  }
}
