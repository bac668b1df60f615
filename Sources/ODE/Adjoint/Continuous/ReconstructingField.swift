import Kernels

/// The state solved backward together with its cotangent: rows `[y, a]`, `y' = f(t, y, p)`.
///
/// Source: Chen, Rubanova, Bettencourt and Duvenaud (2018), algorithm 1.
struct ReconstructingField<Base: DifferentiableVectorField>: AdjointField {
  typealias Scalar = Base.Scalar

  let equation: AdjointEquation<Base>

  var stateCount: Int { 2 * equation.field.stateCount }
  var parameterCount: Int { equation.field.parameterCount }
  func tapeCount(columns: Int) -> Int { equation.tapeCount(columns: columns) }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: UnsafeMutablePointer<Scalar>, tape: UnsafeMutablePointer<Scalar>) {
    let count = equation.field.stateCount * at.columns
    equation.field.evaluate(at, into: dy, tape: tape)
    equation.evaluate(at, value: dy, cotangent: at.state + count, into: dy + count, tape: tape)
  }

  func accumulate(
    _ at: FieldPoint<Scalar>, value: UnsafePointer<Scalar>, tape: UnsafeMutablePointer<Scalar>,
    scale: UnsafePointer<Double>, weight: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
  ) { equation.accumulate(at, value: value, tape: tape, scale: scale, weight: weight, into: gradient) }
}
