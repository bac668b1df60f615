import Kernels

/// The second derivatives that tangents of linearly implicit stages take, and their memory.
///
/// Where the state at the start of a step changes by `dy`, the Jacobian's product with a vector `v` changes by
/// `f_yy(v, dy)`. The product `J dy` is differentiated by the state row by row, once for all stages: `f_yy(dy, v)`,
/// while the adjoint differentiates `J v`. That the two agree is part of what the adjoint identity certifies.
struct RosenbrockTangent<Scalar: Real> {
  private let field: any TwiceDifferentiableVectorField<Scalar>
  private let rows: Int
  private let stride: Int
  /// The gradients of row after row of `J dy` with respect to the state, and by time.
  private let state: UnsafeMutablePointer<Scalar>
  private let time: UnsafeMutablePointer<Scalar>
  private let unit: UnsafeMutablePointer<Scalar>
  private let product: UnsafeMutablePointer<Scalar>
  private let dots: UnsafeMutablePointer<Double>
  private let curvature: MutableVector<Scalar>
  private let record: MutableVector<Scalar>
  /// What the stages before add to the change of a stage, and `sum_{j<=i} gamma_ij K_j`.
  let coupling: UnsafeMutablePointer<Scalar>
  let direction: UnsafeMutablePointer<Scalar>

  /// Nil for other methods.
  init?<Field: VectorField<Scalar>>(field: Field, pitch: Int, tableau: Tableau, in arena: Arena) {
    guard tableau.isLinearlyImplicit, let field = field as? any TwiceDifferentiableVectorField<Scalar> else {
      return nil
    }
    self.field = field
    rows = field.stateCount
    stride = rows * pitch
    state = arena.take(Scalar.self, rows * stride)
    time = arena.take(Scalar.self, stride)
    unit = arena.take(Scalar.self, stride)
    product = arena.take(Scalar.self, stride)
    dots = arena.take(Double.self, pitch)
    curvature = arena.vector(Scalar.self, field.curvatureCount(columns: pitch))
    record = arena.vector(Scalar.self, field.recordCount(columns: pitch))
    coupling = arena.take(Scalar.self, stride)
    direction = arena.take(Scalar.self, stride)
  }

  /// Takes the second derivatives along `change` at a point whose evaluation is on the tape.
  func differentiate(
    along change: Columns<Scalar>, at point: FieldPoint<Scalar>, tape: Vector<Scalar>
  ) {
    let columns = point.columns
    field.writeCurvature(point, tape: tape, into: curvature)
    field.product(
      point, tape: tape, tangent: change, time: nil, into: MutableColumns(product, rows: rows, columns: columns),
      record: record)
    unit.update(repeating: 0, count: rows * columns)
    for row in 0..<rows {
      (unit + row * columns).update(repeating: 1, count: columns)
      field.pullBack(
        point, tape: tape, curvature: curvature.view, record: record,
        cotangent: Columns(unit, rows: rows, columns: columns),
        state: MutableColumns(state + row * stride, rows: rows, columns: columns),
        time: MutableVector(time + row * columns, count: columns), tangent: nil, timeTangent: nil)
      (unit + row * columns).update(repeating: 0, count: columns)
    }
  }

  /// Adds `h` times the change of `J v + s f_t` to the rows of `out`, `v` being ``direction``.
  func add(timeWeight s: Double, steps: UnsafePointer<Double>, columns: Int, to out: UnsafeMutablePointer<Scalar>) {
    for row in 0..<rows {
      dots.update(repeating: 0, count: columns)
      Scalar.addColumnDots(dots, state + row * stride, direction, rows: rows, columns: columns)
      for column in 0..<columns {
        let i = row * columns + column
        out[i] += Scalar(steps[column] * (dots[column] + s * Double(time[i])))
      }
    }
  }
}
