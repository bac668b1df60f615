import Kernels

/// The stages of a linearly implicit step.
///
/// `K_i = f(t + c_i h, y + h sum_{j<i} a_ij K_j) + h J sum_{j<=i} gamma_ij K_j + h gamma_i f_t`, with `J` and `f_t`
/// those at its start.
///
/// With `w = sum_{j<i} gamma_ij K_j / gamma` this is `(I - h gamma J) (K_i + w) = f + w + h gamma_i f_t`: no product
/// with the Jacobian is left (Hairer and Wanner, "Solving Ordinary Differential Equations II", IV.7).
extension Integrator {
  /// Solves stages `range` of the current step, one linear system each.
  func solveStages(
    _ range: Range<Int>, _ rosenbrock: RosenbrockStages<Scalar>, _ jacobian: StageJacobian<Scalar>,
    _ bank: StageBank<Scalar>, _ parameters: Vector<Scalar>
  ) {
    let columns = cohort.columns
    let count = rows * columns
    if !jacobian.isCurrent {
      let start = point(stage: 0, state: cohort.state, parameters: parameters)
      jacobian.linearize(start, tape: bank.tape(0))
      jacobian.differentiateByTime(start, tape: bank.tape(0), into: rosenbrock.timeDerivative)
      jacobian.isCurrent = true
      statistics.jvps += rows + 1
    }
    jacobian.factorize(steps: stepRow, columns: columns)
    statistics.factorizations += 1
    rosenbrock.broken.update(repeating: 0, count: columns)
    var isBroken = false
    for i in range {
      let stage = bank.stages + i * stride
      // The second stage is evaluated where the first was.
      let slope = i > 1 ? rosenbrock.slope : bank.stages
      if i > 1 {
        writeArgument(i, of: bank, into: argument)
        evaluate(point(stage: i, state: argument, parameters: parameters), into: slope, tape: bank.tape(i))
      }
      Scalar.stageSum(
        stage, base: slope, scale: stepRow, plan.timeWeights[i].terms(of: rosenbrock.timeDerivative, stride: stride),
        rows: rows, columns: columns)
      Scalar.stageSum(
        rosenbrock.coupling, base: nil, scale: nil, plan.couplings[i].terms(of: bank.stages, stride: stride),
        rows: rows, columns: columns)
      Scalar.add(stage, rosenbrock.coupling, count: count)
      jacobian.solve(stage, columns: columns)
      Scalar.difference(stage, stage, rosenbrock.coupling, count: count)
      statistics.linearSolves += 1
      if !Scalar.allFinite(slope, count: count) {
        rosenbrock.note(slope, columns: columns)
        isBroken = true
      }
      if isBroken {
        // What is not finite in the field shows in the stages, in the component where it is, not in all that depend on
        // it.
        Scalar.copyColumns(stage, from: rosenbrock.culprit, where: rosenbrock.broken, rows: rows, columns: columns)
      }
    }
  }
}
