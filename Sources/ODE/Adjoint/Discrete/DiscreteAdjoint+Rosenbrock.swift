import Kernels

/// The adjoint of a linearly implicit step.
///
/// From the last stage to the second, with `J` and `f_t` those at the start of the step,
/// `(I - h gamma J^T) kappa_i = h (b_i lambda + sum_{j>i} a_ji zeta_j) + h J^T sum_{j>i} gamma_ji kappa_j`, where
/// `zeta_j = (df/dy)^T kappa_j` at the stage, solved as forward without a product with `J^T` (the transposed equations
/// of Hairer and Wanner, "Solving Ordinary Differential Equations II", IV.7). Besides its stages the step
/// depends on its start through `J` and `f_t`: the cotangent of the start and the parameters' gradient grow by the
/// derivatives of `h kappa_i . (J v_i + gamma_i f_t)` with `v_i = sum_{j<=i} gamma_ij K_j`, a second derivative of the
/// field.
extension DiscreteAdjoint {
  /// Writes `zeta` of every stage, the derivatives through the Jacobian in the place of the first stage's.
  func pullBackRosenbrock(
    _ memory: RosenbrockAdjoint<Scalar>, _ jacobian: StageJacobian<Scalar>, sums: [CompiledTableau<Scalar>.Sum],
    parameters: Vector<Scalar>, gradient: MutableVector<Scalar>, withTimes: Bool
  ) {
    let group = integrator.group
    let columns = group.columns
    let time = time(if: withTimes)
    let buffer = integrator.buffer(of: group.stepIndex).pointee
    let start = integrator.point(stage: 0, state: integrator.state.view, parameters: parameters)
    integrator.linearize(jacobian, at: start, tape: buffer.tape(0))
    for i in Swift.stride(from: tableau.stages - 1, through: 1, by: -1) {
      let (kappa, gammaSum) = (memory.kappas[i].packed(columns: columns), memory.gammaSum.packed(columns: columns))
      writeCotangent(i, sums, into: kappa)
      Scalar.stageSum(
        gammaSum, base: nil, scale: nil,
        integrator.plan.gammaCotangents[i].terms(of: memory.kappas))
      Scalar.add(kappa, gammaSum.view)
      jacobian.solveTransposed(kappa)
      Scalar.difference(kappa, kappa.view, gammaSum.view)
      integrator.statistics.linearSolves += 1
      // The second stage is evaluated where the first was.
      if i > 1 { integrator.writeArgument(i, of: buffer, into: integrator.argument) }
      let point = integrator.point(
        stage: i, state: (i > 1 ? integrator.argument : integrator.state).view, parameters: parameters)
      let zeta = zeta(i)
      integrator.field.pullBack(
        point, tape: buffer.tape(i > 1 ? i : 0), cotangent: kappa.view, state: zeta, time: time, into: gradient)
      integrator.statistics.vjps += 1
      if let time {
        times.stage(i, time.view, kappa: kappa.view, zeta: zeta.view, buffer: buffer, integrator: integrator)
      }
    }
    pullBackJacobian(
      memory, at: integrator.point(stage: 0, state: integrator.state.view, parameters: parameters), buffer,
      gradient: gradient,
      time: time)
  }

  /// Adds what the stages' cotangents make of `J v_i + gamma_i f_t`.
  private func pullBackJacobian(
    _ memory: RosenbrockAdjoint<Scalar>, at start: FieldPoint<Scalar>, _ buffer: StageBuffer<Scalar>,
    gradient: MutableVector<Scalar>, time: MutableVector<Scalar>?
  ) {
    let columns = start.columns
    let tape = buffer.tape(0).view
    let secondDerivative = memory.secondDerivative.first(memory.field.secondDerivativeCount(columns: columns))
    let tangentTape = memory.tangentTape.first(memory.field.tangentTapeCount(columns: columns))
    let (direction, product) = (memory.direction.packed(columns: columns), memory.product.packed(columns: columns))
    let (cotangent, pulled) = (memory.cotangent.packed(columns: columns), memory.gradient.packed(columns: columns))
    let timeWeights = memory.timeWeights.first(columns)
    zeta(0).fill(0)
    memory.field.writeSecondDerivatives(start, tape: tape, into: secondDerivative)
    for i in 1..<tableau.stages {
      let kappa = memory.kappas[i].packed(columns: columns)
      Scalar.stageSum(
        direction, base: nil, scale: nil,
        integrator.plan.directions[i].terms(of: buffer.stages))
      timeWeights.fill(Scalar(tableau.timeWeight(i)))
      memory.field.product(
        start, tape: tape, tangent: direction.view, time: timeWeights.view, into: product, tangentTape: tangentTape)
      Scalar.stageSum(
        cotangent, base: nil, scale: stepRow, integrator.plan.unit.terms(of: MutableColumnStack(kappa)))
      memory.field.pullBack(
        start, tape: tape, secondDerivative: secondDerivative.view, tangentTape: tangentTape, cotangent: cotangent.view,
        state: pulled,
        time: time, tangent: nil, timeTangent: nil)
      Scalar.add(zeta(0), pulled.view)
      memory.field.accumulateProductGradient(
        start, tape: tape, tangentTape: tangentTape.view, weight: nil, into: gradient)
      integrator.statistics.jvps += 1
      integrator.statistics.vjps += 1
      if let time { times.linearization(time.view, product: product.view, kappa: kappa.view, integrator: integrator) }
    }
  }
}
