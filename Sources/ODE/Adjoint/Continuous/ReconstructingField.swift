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

  func evaluate(_ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape: MutableVector<Scalar>) {
    let rows = equation.field.stateCount
    let (state, cotangent) = (0..<rows, rows..<2 * rows)
    let inner = inner(at)
    equation.field.evaluate(inner, into: dy.rows(state), tape: tape)
    equation.evaluate(
      inner, value: dy.rows(state).view, cotangent: at.state.rows(cotangent), into: dy.rows(cotangent), tape: tape)
  }

  func accumulate(
    _ at: FieldPoint<Scalar>, value: Columns<Scalar>, tape: MutableVector<Scalar>, scale: Vector<Double>,
    weight: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) {
    equation.accumulate(
      inner(at), value: value.rows(0..<equation.field.stateCount), tape: tape, scale: scale, weight: weight,
      into: gradient)
  }

  /// The point of the field whose trajectory is reconstructed.
  private func inner(_ at: FieldPoint<Scalar>) -> FieldPoint<Scalar> {
    FieldPoint(times: at.times, state: at.state.rows(0..<equation.field.stateCount), parameters: at.parameters)
  }
}
