import Kernels

/// What the stages of a linearly implicit step need besides their sums and the Jacobian.
struct RosenbrockStages<Scalar: Real> {
  /// The derivative of the field by time at the start of the step.
  let timeDerivative: UnsafeMutablePointer<Scalar>
  /// The field's value at a stage.
  let slope: UnsafeMutablePointer<Scalar>
  /// The share of the stages before, `sum_{j<i} gamma_ij K_j / gamma`.
  let coupling: UnsafeMutablePointer<Scalar>
  /// 1 in the columns where a value of this step was not finite, and the first such value.
  let broken: UnsafeMutablePointer<Scalar>
  let culprit: UnsafeMutablePointer<Scalar>
  private let rows: Int

  init(rows: Int, capacity: Int, in arena: Arena) {
    self.rows = rows
    timeDerivative = arena.take(Scalar.self, rows * capacity)
    slope = arena.take(Scalar.self, rows * capacity)
    coupling = arena.take(Scalar.self, rows * capacity)
    broken = arena.take(Scalar.self, capacity)
    culprit = arena.take(Scalar.self, rows * capacity)
  }

  /// Takes note of the columns where a value is not finite for the first time in a step.
  func note(_ value: UnsafePointer<Scalar>, columns: Int) {
    for column in 0..<columns where broken[column] == 0 {
      let cells = (0..<rows).lazy.map { $0 * columns + column }
      guard cells.contains(where: { !value[$0].isFinite }) else { continue }
      broken[column] = 1
      for cell in cells { culprit[cell] = value[cell] }
    }
  }
}
