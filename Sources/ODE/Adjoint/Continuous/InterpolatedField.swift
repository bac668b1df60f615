import Kernels

/// The cotangent alone, rows `[a]`: the state is read from the dense output of the forward solve's steps.
struct InterpolatedField<Base: DifferentiableVectorField>: AdjointField {
  typealias Scalar = Base.Scalar

  let equation: AdjointEquation<Base>
  let path: StepInterpolant<Scalar>

  var stateCount: Int { equation.field.stateCount }
  var parameterCount: Int { equation.field.parameterCount }

  /// The state and the field's value there, then the equation's own tape.
  func tapeCount(columns: Int) -> Int { 2 * stateCount * columns + equation.tapeCount(columns: columns) }

  func evaluate(_ at: FieldPoint<Scalar>, into da: MutableColumns<Scalar>, tape: MutableVector<Scalar>) {
    let parts = parts(of: tape, at)
    path.write(at: equation.columns.times, into: parts.state)
    let inner = point(at, parts.state)
    equation.field.evaluate(inner, into: parts.value, tape: parts.rest)
    equation.evaluate(inner, value: parts.value.view, cotangent: at.state, into: da, tape: parts.rest)
  }

  func accumulate(
    _ at: FieldPoint<Scalar>, value: Columns<Scalar>, tape: MutableVector<Scalar>, scale: Vector<Double>,
    weight: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) {
    let parts = parts(of: tape, at)
    equation.accumulate(
      point(at, parts.state), value: parts.value.view, tape: parts.rest, scale: scale, weight: weight, into: gradient)
  }

  private func point(_ at: FieldPoint<Scalar>, _ state: MutableColumns<Scalar>) -> FieldPoint<Scalar> {
    FieldPoint(times: at.times, state: state.view, parameters: at.parameters)
  }

  private func parts(
    of tape: MutableVector<Scalar>, _ at: FieldPoint<Scalar>
  ) -> (state: MutableColumns<Scalar>, value: MutableColumns<Scalar>, rest: MutableVector<Scalar>) {
    let count = stateCount * at.columns
    return (
      MutableColumns(tape.base, rows: stateCount, columns: at.columns),
      MutableColumns(tape[count..<2 * count].base, rows: stateCount, columns: at.columns),
      tape[2 * count..<tape.count]
    )
  }
}
