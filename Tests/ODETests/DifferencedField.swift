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

  func evaluate(_ at: FieldPoint<Double>, into dy: UnsafeMutablePointer<Double>, tape: UnsafeMutablePointer<Double>) {
    field.evaluate(at, into: dy, tape: tape)
  }

  func jvp(
    _ at: FieldPoint<Double>, tape: UnsafeMutablePointer<Double>, tangent v: UnsafePointer<Double>,
    time s: UnsafePointer<Double>?, into out: UnsafeMutablePointer<Double>
  ) {
    for column in 0..<at.columns {
      let y = (0..<stateCount).map { at.state[$0 * at.columns + column] }
      let direction = (0..<stateCount).map { v[$0 * at.columns + column] }
      let h = 1e-3 * y.reduce(1) { max($0, abs($1)) }
      func moved(_ k: Double) -> [Double] {
        field.value(at.times[column] + k * h * (s?[column] ?? 0), zip(y, direction).map { $0 + k * h * $1 })
      }
      let (a, b, c, d) = (moved(1), moved(-1), moved(2), moved(-2))
      for row in 0..<stateCount {
        out[row * at.columns + column] = (8 * (a[row] - b[row]) - (c[row] - d[row])) / (12 * h)
      }
    }
  }

  func vjp(
    _ at: FieldPoint<Double>, tape: UnsafeMutablePointer<Double>, cotangent a: UnsafePointer<Double>,
    state: UnsafeMutablePointer<Double>, time: UnsafeMutablePointer<Double>?
  ) { preconditionFailure("the field gives no gradient") }

  func accumulateParameterGradient(
    _ at: FieldPoint<Double>, tape: UnsafeMutablePointer<Double>, weight: UnsafePointer<Double>?,
    into gradient: UnsafeMutablePointer<Double>
  ) { preconditionFailure("the field gives no gradient") }
}
