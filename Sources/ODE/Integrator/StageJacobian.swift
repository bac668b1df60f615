import Kernels

/// The Jacobian of a step or of a stage and the factors of `I - h a_ii J`, one matrix per column.
final class StageJacobian<Scalar: Real> {
  /// The right-hand side with its derivatives.
  let field: any DifferentiableVectorField<Scalar>
  /// Whether the Jacobian is that at the start of the step at hand.
  var isCurrent = false
  private let diagonal: Double
  private let rows: Int
  private let jacobian: UnsafeMutablePointer<Scalar>
  private let factors: UnsafeMutablePointer<Scalar>
  private let pivots: UnsafeMutablePointer<Int32>
  private let tangent: UnsafeMutablePointer<Scalar>
  private let scale: UnsafeMutablePointer<Scalar>

  init<Field: VectorField<Scalar>>(field: Field, diagonal: Double, capacity: Int, in arena: Arena) {
    guard let field = field as? any DifferentiableVectorField<Scalar> else {
      preconditionFailure("an implicit method needs a field with derivatives")
    }
    self.field = field
    self.diagonal = diagonal
    rows = field.stateCount
    jacobian = arena.take(Scalar.self, rows * rows * capacity)
    factors = arena.take(Scalar.self, rows * rows * capacity)
    pivots = arena.take(Int32.self, rows * capacity)
    tangent = arena.take(Scalar.self, rows * capacity)
    scale = arena.take(Scalar.self, capacity)
  }

  /// Takes the Jacobian at a point whose evaluation is on the tape, one tangent per row.
  func linearize(_ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>) {
    let columns = at.columns
    tangent.update(repeating: 0, count: rows * columns)
    for row in 0..<rows {
      (tangent + row * columns).update(repeating: 1, count: columns)
      field.jvp(
        at, tape: tape, tangent: Columns(tangent, rows: rows, columns: columns), time: nil,
        into: MutableColumns(jacobian + row * rows * columns, rows: rows, columns: columns))
      (tangent + row * columns).update(repeating: 0, count: columns)
    }
  }

  /// Takes the derivative by time at such a point.
  func differentiateByTime(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, into out: UnsafeMutablePointer<Scalar>
  ) {
    tangent.update(repeating: 0, count: rows * at.columns)
    scale.update(repeating: 1, count: at.columns)
    field.jvp(
      at, tape: tape, tangent: Columns(tangent, rows: rows, columns: at.columns),
      time: Vector(scale, count: at.columns), into: MutableColumns(out, rows: rows, columns: at.columns))
  }

  /// Factors `I - h a_ii J` for each column's step.
  func factorize(steps: UnsafePointer<Scalar>, columns: Int) {
    scale.update(from: steps, count: columns)
    Scalar.scale(scale, by: Scalar(diagonal), count: columns)
    Scalar.factorize(factors, pivots: pivots, jacobian: jacobian, scale: scale, order: rows, columns: columns)
  }

  /// Solves with the factors, in place.
  func solve(_ x: UnsafeMutablePointer<Scalar>, columns: Int) {
    Scalar.solve(x, factors: factors, pivots: pivots, order: rows, columns: columns)
  }

  /// Solves with the transposed factors, in place.
  func solveTransposed(_ x: UnsafeMutablePointer<Scalar>, columns: Int) {
    Scalar.solveTransposed(x, factors: factors, pivots: pivots, order: rows, columns: columns)
  }
}
