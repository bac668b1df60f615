import Kernels
import ODE

/// A field whose products with the Jacobian are differences of fourth order, good to about eleven digits; it gives no
/// gradient.
struct DifferencedField: SplitVectorField {
  let field: FunctionField<Double>

  var split: FieldSplit<Double>? {
    FieldSplit(stiff: ShareField(of: self, 0.625), nonstiff: ShareField(of: self, 0.375))
  }

  var stateCount: Int { field.stateCount }
  var parameterCount: Int { 0 }
  func tapeCount(columns: Int) -> Int { 0 }

  func evaluate(_ at: FieldPoint<Double>, into dy: MutableColumns<Double>, tape: MutableVector<Double>) {
    field.evaluate(at, into: dy, tape: tape)
  }

  func jvp(
    _ at: FieldPoint<Double>, tape: MutableVector<Double>, tangent v: Columns<Double>,
    time s: Vector<Double>?, into out: MutableColumns<Double>
  ) {
    for column in 0..<at.columns {
      let y = (0..<stateCount).map { at.state[$0, column] }
      let direction = (0..<stateCount).map { v[$0, column] }
      let h = 1e-3 * y.reduce(1) { max($0, abs($1)) }
      func moved(_ k: Double) -> [Double] {
        field.value(at.times[column] + k * h * (s?[column] ?? 0), zip(y, direction).map { $0 + k * h * $1 })
      }
      let (a, b, c, d) = (moved(1), moved(-1), moved(2), moved(-2))
      for row in 0..<stateCount {
        out[row, column] = (8 * (a[row] - b[row]) - (c[row] - d[row])) / (12 * h)
      }
    }
  }

  func vjp(
    _ at: FieldPoint<Double>, tape: MutableVector<Double>, cotangent a: Columns<Double>,
    state: MutableColumns<Double>, time: MutableVector<Double>?
  ) { preconditionFailure("the field gives no gradient") }

  func accumulateParameterGradient(
    _ at: FieldPoint<Double>, tape: MutableVector<Double>, weight: Vector<Double>?,
    into gradient: MutableVector<Double>
  ) { preconditionFailure("the field gives no gradient") }
}
