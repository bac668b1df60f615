import Kernels

/// Sums an adjoint's parameter gradient over the stages of a step.
struct AdjointQuadrature<Scalar: KernelScalar> {
  private let scale: MutableVector<Double>
  private let weight: MutableVector<Scalar>

  init(pitch: Int, in arena: Arena) {
    scale = arena.vector(Double.self, pitch)
    weight = arena.vector(Scalar.self, pitch)
  }

  /// Adds `-h w_i` times the integrand at every stage of the step at hand, summed over the group.
  ///
  /// With `w` the weights of the step it is the gradient's growth, with those of the error estimate the estimate of its
  /// error.
  func add<Field: AdjointField>(
    _ weights: [Double], of integrator: Integrator<Field>, _ parameters: Vector<Scalar>,
    into gradient: MutableVector<Scalar>
  ) where Field.Scalar == Scalar {
    let group = integrator.group
    let columns = group.columns
    let (scale, weight) = (scale.first(columns), weight.first(columns))
    let buffer = integrator.buffer(of: group.stepIndex).pointee
    for i in weights.indices where weights[i] != 0 {
      for column in 0..<columns { scale[column] = -weights[i] * group.step[column] }
      Scalar.narrow(weight, from: scale.view)
      if i > 0 { integrator.writeArgument(i, of: buffer, into: integrator.argument) }
      let state = (i == 0 ? integrator.state : integrator.argument).view
      integrator.field.accumulate(
        integrator.point(stage: i, state: state, parameters: parameters),
        value: buffer.stage(i, columns: columns).view,
        tape: buffer.tape(i), scale: scale.view, weight: weight.view, into: gradient)
    }
  }
}
