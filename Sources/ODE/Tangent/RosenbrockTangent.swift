import Kernels

/// The second derivatives that tangents of linearly implicit stages take, and their memory.
///
/// Where the state at the start of a step changes by `dy`, the Jacobian's product with a vector `v` changes by
/// `f_yy(v, dy)`. The product `J dy` is differentiated by the state row by row, once for all stages: `f_yy(dy, v)`,
/// while the adjoint differentiates `J v`. That the two agree is part of what the adjoint identity certifies.
struct RosenbrockTangent<Scalar: KernelScalar> {
  private let field: any TwiceDifferentiableVectorField<Scalar>
  /// The gradients of row after row of `J dy` with respect to the state, and by time.
  private let state: MutableColumnStack<Scalar>
  private let time: MutableColumns<Scalar>
  private let unit: MutableColumns<Scalar>
  private let product: MutableColumns<Scalar>
  private let dots: MutableVector<Double>
  private let secondDerivative: MutableVector<Scalar>
  private let tangentTape: MutableVector<Scalar>
  /// What the stages before add to the change of a stage, and `sum_{j<=i} gamma_ij K_j`.
  let gammaSum: MutableColumns<Scalar>
  let direction: MutableColumns<Scalar>

  /// Nil for other methods.
  init?<Field: VectorField<Scalar>>(field: Field, pitch: Int, tableau: Tableau, in arena: Arena) {
    guard tableau.isLinearlyImplicit, let field = field as? any TwiceDifferentiableVectorField<Scalar> else {
      return nil
    }
    self.field = field
    let rows = field.stateCount
    state = arena.stack(Scalar.self, count: rows, rows: rows, columns: pitch)
    time = arena.columns(Scalar.self, rows: rows, columns: pitch)
    unit = arena.columns(Scalar.self, rows: rows, columns: pitch)
    product = arena.columns(Scalar.self, rows: rows, columns: pitch)
    dots = arena.vector(Double.self, pitch)
    secondDerivative = arena.vector(Scalar.self, field.secondDerivativeCount(columns: pitch))
    tangentTape = arena.vector(Scalar.self, field.tangentTapeCount(columns: pitch))
    gammaSum = arena.columns(Scalar.self, rows: rows, columns: pitch)
    direction = arena.columns(Scalar.self, rows: rows, columns: pitch)
  }

  /// Takes the second derivatives along `change` at a point whose evaluation is on the tape.
  func differentiate(
    along change: Columns<Scalar>, at point: FieldPoint<Scalar>, tape: Vector<Scalar>
  ) {
    let columns = point.columns
    let (unit, time) = (unit.packed(columns: columns), time.packed(columns: columns))
    field.writeSecondDerivatives(point, tape: tape, into: secondDerivative)
    field.product(
      point, tape: tape, tangent: change, time: nil, into: product.packed(columns: columns), tangentTape: tangentTape)
    unit.fill(0)
    for row in 0..<unit.rows {
      unit.row(row).fill(1)
      field.pullBack(
        point, tape: tape, secondDerivative: secondDerivative.view, tangentTape: tangentTape, cotangent: unit.view,
        state: state[row].packed(columns: columns), time: time.row(row), tangent: nil, timeTangent: nil)
      unit.row(row).fill(0)
    }
  }

  /// Adds `h` times the change of `J v + s f_t` to the rows of `out`, `v` being ``direction``.
  func add(timeWeight s: Double, steps: Vector<Double>, to out: MutableColumns<Scalar>) {
    let columns = out.columns
    let (dots, time) = (dots.first(columns), time.packed(columns: columns))
    let direction = direction.packed(columns: columns).view
    for row in 0..<out.rows {
      dots.fill(0)
      Scalar.addColumnDots(dots, state[row].packed(columns: columns).view, direction)
      for column in 0..<columns {
        out[row, column] += Scalar(steps[column] * (dots[column] + s * Double(time[row, column])))
      }
    }
  }
}
