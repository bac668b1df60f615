import Kernels

/// Solves the stages of a linearly implicit step, one linear system each.
///
/// With `J` and `f_t` those at the start of the step they are
/// `K_i = f(t + c_i h, y + h sum_{j<i} a_ij K_j) + h J sum_{j<=i} gamma_ij K_j + h gamma_i f_t`.
///
/// With `w = sum_{j<i} gamma_ij K_j / gamma` this is `(I - h gamma J) (K_i + w) = f + w + h gamma_i f_t`: no product
/// with the Jacobian is left (Hairer and Wanner, "Solving Ordinary Differential Equations II", IV.7).
final class LinearlyImplicitStepper<Field: VectorField> {
  typealias Scalar = Field.Scalar

  let jacobian: StageJacobian<Scalar>
  /// The derivative of the field by time at the start of the step.
  private let timeDerivative: MutableColumns<Scalar>
  /// The field's value at a stage.
  private let derivative: MutableColumns<Scalar>
  /// The share of the stages before, `sum_{j<i} gamma_ij K_j / gamma`.
  private let gammaSum: MutableColumns<Scalar>
  /// 1 in the columns where a value of this step was not finite, and the first such value.
  private let broken: MutableVector<Scalar>
  private let culprit: MutableColumns<Scalar>

  init(field: Field, _ tableau: Tableau, capacity: Int, in arena: Arena) {
    let rows = field.stateCount
    jacobian = StageJacobian(field: field, diagonal: tableau.diagonal, capacity: capacity, in: arena)
    timeDerivative = arena.columns(Scalar.self, rows: rows, columns: capacity)
    derivative = arena.columns(Scalar.self, rows: rows, columns: capacity)
    gammaSum = arena.columns(Scalar.self, rows: rows, columns: capacity)
    broken = arena.vector(Scalar.self, capacity)
    culprit = arena.columns(Scalar.self, rows: rows, columns: capacity)
  }

  /// Solves stages `range` of the step at hand, one linear system each.
  func evaluateStages(_ range: Range<Int>, of integrator: Integrator<Field>, _ parameters: Vector<Scalar>) {
    let columns = integrator.group.columns
    let buffer = integrator.buffer(of: integrator.group.stepIndex).pointee
    let (plan, stepRow) = (integrator.plan, integrator.stepRow.view)
    let gammaSum = gammaSum.packed(columns: columns)
    linearize(integrator, parameters)
    jacobian.factorize(steps: stepRow)
    integrator.statistics.factorizations += 1
    let broken = broken.first(columns)
    broken.fill(0)
    var isBroken = false
    for i in range {
      let stage = buffer.stage(i, columns: columns)
      // The second stage is evaluated where the first was.
      let derivative = i > 1 ? derivative.packed(columns: columns) : buffer.stage(0, columns: columns)
      if i > 1 {
        integrator.writeArgument(i, of: buffer, into: integrator.argument)
        integrator.evaluate(
          integrator.point(stage: i, state: integrator.argument.view, parameters: parameters), into: derivative,
          tape: buffer.tape(i))
      }
      Scalar.stageSum(
        stage, base: derivative.view, scale: stepRow, plan.timeWeights[i].terms(of: MutableColumnStack(timeDerivative)))
      Scalar.stageSum(gammaSum, base: nil, scale: nil, plan.gammas[i].terms(of: buffer.stages))
      Scalar.add(stage, gammaSum.view)
      jacobian.solve(stage)
      Scalar.difference(stage, stage.view, gammaSum.view)
      integrator.statistics.linearSolves += 1
      if !Scalar.allFinite(derivative.view) {
        note(derivative.view)
        isBroken = true
      }
      if isBroken {
        // What is not finite in the field shows in the stages, in the component where it is, not in all that depend on
        // it.
        Scalar.copyColumns(stage, from: culprit.packed(columns: columns).view, where: broken.view)
      }
    }
  }

  /// Takes the derivatives at the start of the step, if they are not those at hand.
  private func linearize(_ integrator: Integrator<Field>, _ parameters: Vector<Scalar>) {
    guard !jacobian.isCurrent else { return }
    let columns = integrator.group.columns
    let tape = integrator.buffer(of: integrator.group.stepIndex).pointee.tape(0)
    let start = integrator.point(stage: 0, state: integrator.state.view, parameters: parameters)
    jacobian.linearize(start, tape: tape)
    jacobian.differentiateByTime(start, tape: tape, into: timeDerivative.packed(columns: columns))
    jacobian.isCurrent = true
    integrator.statistics.jvps += integrator.rows + 1
  }

  /// Takes note of the columns where a value is not finite for the first time in a step.
  private func note(_ value: Columns<Scalar>) {
    let culprit = culprit.packed(columns: value.columns)
    for column in 0..<value.columns where broken[column] == 0 {
      guard (0..<value.rows).contains(where: { !value[$0, column].isFinite }) else { continue }
      broken[column] = 1
      for row in 0..<value.rows { culprit[row, column] = value[row, column] }
    }
  }
}
