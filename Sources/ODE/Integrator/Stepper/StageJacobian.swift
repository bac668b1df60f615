import Kernels

/// The Jacobian of a step or of a stage and the factors of `I - h a_ii J`, one matrix per column.
final class StageJacobian<Scalar: KernelScalar> {
  /// The right-hand side with its derivatives.
  let field: any DifferentiableVectorField<Scalar>
  /// Whether the Jacobian is that at the start of the step at hand.
  var isCurrent = false
  private let diagonal: Double
  /// The columns that the matrices at hand are of.
  private var columns = 0
  /// The Jacobian, `[tangent, row, column]`, and its factors.
  private let jacobian: MutableColumnStack<Scalar>
  private let factors: MutableColumnStack<Scalar>
  private let pivots: MutableColumns<Int32>
  private let tangent: MutableColumns<Scalar>
  private let scale: MutableVector<Scalar>

  init<Field: VectorField<Scalar>>(field: Field, diagonal: Double, capacity: Int, in arena: Arena) {
    guard let field = field as? any DifferentiableVectorField<Scalar> else {
      preconditionFailure("an implicit method needs a field with derivatives")
    }
    self.field = field
    self.diagonal = diagonal
    let rows = field.stateCount
    jacobian = arena.stack(Scalar.self, count: rows, rows: rows, columns: capacity)
    factors = arena.stack(Scalar.self, count: rows, rows: rows, columns: capacity)
    pivots = arena.columns(Int32.self, rows: rows, columns: capacity)
    tangent = arena.columns(Scalar.self, rows: rows, columns: capacity)
    scale = arena.vector(Scalar.self, capacity)
  }

  /// Takes the Jacobian at a point whose evaluation is on the tape, one tangent per row.
  func linearize(_ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>) {
    columns = at.columns
    let (jacobian, tangent) = (jacobian.packed(columns: columns), tangent.packed(columns: columns))
    tangent.fill(0)
    for row in 0..<tangent.rows {
      tangent.row(row).fill(1)
      field.jvp(at, tape: tape, tangent: tangent.view, time: nil, into: jacobian[row])
      tangent.row(row).fill(0)
    }
  }

  /// Takes the derivative by time at such a point.
  func differentiateByTime(_ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, into out: MutableColumns<Scalar>) {
    let (tangent, ones) = (tangent.packed(columns: at.columns), scale.first(at.columns))
    tangent.fill(0)
    ones.fill(1)
    field.jvp(at, tape: tape, tangent: tangent.view, time: ones.view, into: out)
  }

  /// Factors `I - h a_ii J` for each column's step.
  func factorize(steps: Vector<Scalar>) {
    let scale = scale.first(columns)
    scale.copy(steps)
    Scalar.scale(scale, by: Scalar(diagonal))
    Scalar.factorize(
      factors.packed(columns: columns), pivots: pivots.packed(columns: columns),
      jacobian: jacobian.packed(columns: columns).view, scale: scale.view)
  }

  /// Solves with the factors, in place.
  func solve(_ x: MutableColumns<Scalar>) {
    Scalar.solve(
      x, factors: factors.packed(columns: columns).view, pivots: pivots.packed(columns: columns).view)
  }

  /// Solves with the transposed factors, in place.
  func solveTransposed(_ x: MutableColumns<Scalar>) {
    Scalar.solveTransposed(
      x, factors: factors.packed(columns: columns).view, pivots: pivots.packed(columns: columns).view)
  }
}
