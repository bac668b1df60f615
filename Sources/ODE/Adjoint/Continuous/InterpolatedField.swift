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

  func evaluate(_ at: FieldPoint<Scalar>, into da: UnsafeMutablePointer<Scalar>, tape: UnsafeMutablePointer<Scalar>) {
    let count = stateCount * at.columns
    path.write(at: equation.columns.times, columns: at.columns, into: tape)
    let inner = point(at, tape)
    equation.field.evaluate(inner, into: tape + count, tape: tape + 2 * count)
    equation.evaluate(inner, value: tape + count, cotangent: at.state, into: da, tape: tape + 2 * count)
  }

  func accumulate(
    _ at: FieldPoint<Scalar>, value: UnsafePointer<Scalar>, tape: UnsafeMutablePointer<Scalar>,
    scale: UnsafePointer<Double>, weight: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
  ) {
    let count = stateCount * at.columns
    equation.accumulate(
      point(at, tape), value: tape + count, tape: tape + 2 * count, scale: scale, weight: weight, into: gradient)
  }

  private func point(_ at: FieldPoint<Scalar>, _ state: UnsafePointer<Scalar>) -> FieldPoint<Scalar> {
    FieldPoint(times: at.times, state: state, parameters: at.parameters, columns: at.columns)
  }
}
