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
    _ memory: RosenbrockAdjoint<Scalar>, _ jacobian: StageJacobian<Scalar>, sums: [StagePlan<Scalar>.Sum],
    parameters: Vector<Scalar>, gradient: MutableVector<Scalar>, withTimes: Bool
  ) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    let count = rows * columns
    let bank = integrator.bank(of: cohort.record).pointee
    let start = integrator.point(stage: 0, state: cohort.state, parameters: parameters)
    integrator.linearize(jacobian, at: start, tape: bank.tape(0))
    for i in Swift.stride(from: tableau.stages - 1, through: 1, by: -1) {
      let kappa = memory.kappas + i * stride
      writeCotangent(i, sums, into: kappa)
      Scalar.stageSum(
        memory.coupling, base: nil, scale: nil,
        integrator.plan.cotangentCouplings[i].terms(of: memory.kappas, stride: stride), rows: rows, columns: columns)
      Scalar.add(kappa, memory.coupling, count: count)
      jacobian.solveTransposed(kappa, columns: columns)
      Scalar.difference(kappa, kappa, memory.coupling, count: count)
      integrator.statistics.linearSolves += 1
      // The second stage is evaluated where the first was.
      if i > 1 { integrator.writeArgument(i, of: bank, into: integrator.argument) }
      let point = integrator.point(
        stage: i, state: i > 1 ? integrator.argument : cohort.state, parameters: parameters)
      integrator.field.pullBack(
        point, tape: bank.tape(i > 1 ? i : 0), cotangent: Columns(kappa, rows: rows, columns: columns),
        state: MutableColumns(zeta + i * stride, rows: rows, columns: columns),
        time: withTimes ? MutableVector(timeRow, count: columns) : nil, into: gradient)
      integrator.statistics.vjps += 1
      if withTimes {
        times.stage(i, timeRow, kappa: kappa, zeta: zeta + i * stride, bank: bank, integrator: integrator)
      }
    }
    pullBackJacobian(
      memory, at: integrator.point(stage: 0, state: cohort.state, parameters: parameters), bank, gradient: gradient,
      withTimes: withTimes)
  }

  /// Adds what the stages' cotangents make of `J v_i + gamma_i f_t`.
  private func pullBackJacobian(
    _ memory: RosenbrockAdjoint<Scalar>, at start: FieldPoint<Scalar>, _ bank: StageBank<Scalar>,
    gradient: MutableVector<Scalar>, withTimes: Bool
  ) {
    let columns = start.columns
    let count = rows * columns
    let tape = bank.tape(0).view
    let curvature = MutableVector(memory.curvature, count: memory.field.curvatureCount(columns: columns))
    let record = MutableVector(memory.record, count: memory.field.recordCount(columns: columns))
    zeta.update(repeating: 0, count: count)
    memory.field.writeCurvature(start, tape: tape, into: curvature)
    for i in 1..<tableau.stages {
      let kappa = memory.kappas + i * stride
      Scalar.stageSum(
        memory.direction, base: nil, scale: nil,
        integrator.plan.directions[i].terms(of: bank.stages, stride: stride), rows: rows, columns: columns)
      memory.timeWeights.update(repeating: Scalar(tableau.timeWeight(i)), count: columns)
      memory.field.product(
        start, tape: tape, tangent: Columns(memory.direction, rows: rows, columns: columns),
        time: Vector(memory.timeWeights, count: columns),
        into: MutableColumns(memory.product, rows: rows, columns: columns), record: record)
      Scalar.stageSum(
        memory.cotangent, base: nil, scale: integrator.stepRow,
        integrator.plan.unit.terms(of: kappa, stride: stride), rows: rows, columns: columns)
      memory.field.pullBack(
        start, tape: tape, curvature: curvature.view, record: record,
        cotangent: Columns(memory.cotangent, rows: rows, columns: columns),
        state: MutableColumns(memory.gradient, rows: rows, columns: columns),
        time: withTimes ? MutableVector(timeRow, count: columns) : nil, tangent: nil, timeTangent: nil)
      Scalar.add(zeta, memory.gradient, count: count)
      memory.field.accumulateProductGradient(
        start, tape: tape, record: record.view, weight: nil, into: gradient)
      integrator.statistics.jvps += 1
      integrator.statistics.vjps += 1
      if withTimes {
        times.linearization(timeRow, product: memory.product, kappa: kappa, integrator: integrator)
      }
    }
  }
}
