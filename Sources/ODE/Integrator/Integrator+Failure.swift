import Glibc
import Kernels

/// Failures described with their place.
extension Integrator {
  /// Describes a failure at the worst column, or the one given, or the first whose `values` are not finite.
  func failure(
    _ kind: SolverError.Kind, column: Int? = nil, values: UnsafePointer<Scalar>? = nil, measure: Double = 0
  ) -> SolverError {
    let culprit = values.flatMap { values in (0..<cohort.live).first { !isColumnFinite(values, $0) } }
    let column = column ?? culprit ?? slowestColumn()
    var error = SolverError(kind: kind, sample: Int(cohort.ids[column]))
    error.time = cohort.origin[column] + cohort.time[column]
    error.step = cohort.step[column]
    error.count = trials
    error.measure = measure
    let culprits = values ?? UnsafePointer(next)
    error.component = nonFiniteRow(culprits, column)
    if error.component == nil && kind == .nonFinite { error.component = nonFiniteStageRow(column) }
    if error.component == nil && kind == .stepUnderflow { error.component = worstRow(column) }
    return error
  }

  /// The failure of steps that became too small at a column: for want of finite numbers, or of accuracy.
  func underflow(_ column: Int) -> SolverError {
    let ratio = ratios[isPerSample ? column : 0]
    let kind: SolverError.Kind =
      ratio.isFinite ? .stepUnderflow : newton != nil && !ratio.isNaN ? .newton : .nonFinite
    return failure(kind, column: column, measure: ratio)
  }

  /// The column to blame for too many steps: the one with the largest error, or that has the longest way to go.
  func suspect() -> Int {
    (0..<cohort.live).first { cohort.isActive($0) && cohort.ids[$0] == worstSample } ?? slowestColumn()
  }

  private func slowestColumn() -> Int {
    (0..<cohort.live).max {
      abs(cohort.way($0, to: cohort.end[$0])) < abs(cohort.way($1, to: cohort.end[$1]))
    } ?? 0
  }

  func isColumnFinite(_ x: UnsafePointer<Scalar>, _ column: Int, rows: Int? = nil) -> Bool {
    (0..<(rows ?? self.rows)).allSatisfy { x[$0 * cohort.columns + column].isFinite }
  }

  private func nonFiniteRow(_ x: UnsafePointer<Scalar>, _ column: Int) -> Int? {
    (0..<rows).first { !x[$0 * cohort.columns + column].isFinite }
  }

  /// The component that was not finite in the first stage where one was not.
  private func nonFiniteStageRow(_ column: Int) -> Int? {
    let stages = bank(of: cohort.record).pointee.stages
    for i in 0..<options.method.tableau.stages {
      if let row = nonFiniteRow(stages + i * stride, column) { return row }
    }
    return nil
  }

  /// The component with the largest scaled error in a column.
  func worstRow(_ column: Int) -> Int {
    writeError(into: scratch)
    return (0..<rows).max { scaledError($0, column) < scaledError($1, column) } ?? 0
  }

  /// Writes the error estimate of the step at hand.
  private func writeError(into out: UnsafeMutablePointer<Scalar>) {
    if let multistep { return write(.error, of: multistep, base: nil, into: out) }
    let stages = bank(of: cohort.record).pointee.stages
    Scalar.stageSum(
      out, base: nil, scale: stepRow, plan.error.terms(of: stages, stride: stride), rows: rows,
      columns: cohort.columns)
  }

  /// The error estimate in `scratch` in units of its tolerance.
  func scaledError(_ row: Int, _ column: Int) -> Double {
    abs(Double(scratch[row * cohort.columns + column])) / tolerance(row, column)
  }

  /// The error allowed to a component in the step at hand.
  func tolerance(_ row: Int, _ column: Int) -> Double {
    let i = row * cohort.columns + column
    return Double(absolute[row]) + Double(relative[row]) * Double(max(abs(cohort.state[i]), abs(next[i])))
  }
}
