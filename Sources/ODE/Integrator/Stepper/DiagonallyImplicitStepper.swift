import Kernels

/// The stages of a diagonally implicit step: `K_i = f(t + c_i h, y + h sum_{j<i} a_ij K_j + h a_ii K_i)` solved for
/// `K_i`.
///
/// The stage itself is the unknown, never evaluated anew from the solution: what is left of the residual is not
/// multiplied by the stiffness of the field (Shampine; Hairer and Wanner II, IV.8). Of an additive method's stages
/// those of the stiff part are solved; what the other part adds to their states is known by then.
final class DiagonallyImplicitStepper<Field: VectorField> {
  typealias Scalar = Field.Scalar

  let jacobian: StageJacobian<Scalar>
  /// The parts of the field that the stages of an additive method stand for; nil where every stage is the whole field.
  let split: FieldSplit<Scalar>?
  private let newton: NewtonIteration<Scalar>

  init(
    field: Field, _ tableau: Tableau, _ control: StepControl, capacity: Int, isRefined: Bool, in arena: Arena
  ) {
    let split = tableau.isSplit ? FieldSplit(of: field) : nil
    self.split = split
    func makeJacobian(of field: some VectorField<Scalar>) -> StageJacobian<Scalar> {
      StageJacobian(field: field, diagonal: tableau.diagonal, capacity: capacity, in: arena)
    }
    jacobian = split.map { makeJacobian(of: $0.stiff) } ?? makeJacobian(of: field)
    newton = NewtonIteration(
      rows: field.stateCount, control: control, capacity: capacity, isRefined: isRefined, in: arena)
  }

  /// Solves stages `range` of the step at hand, up to the first one that leaves no column a solution.
  func evaluateStages(_ range: Range<Int>, of integrator: Integrator<Field>, _ parameters: Vector<Scalar>) {
    let group = integrator.group
    let buffer = integrator.buffer(of: group.stepIndex).pointee
    newton.beginStep(columns: group.columns)
    if !jacobian.isCurrent {
      jacobian.linearize(
        integrator.point(stage: 0, state: integrator.state.view, parameters: parameters), tape: buffer.tape(0))
      jacobian.isCurrent = true
      integrator.statistics.jvps += integrator.rows
    }
    jacobian.factorize(steps: integrator.stepRow.view)
    integrator.statistics.factorizations += 1
    for i in range {
      guard integrator.solvesStage(i) else {
        evaluate(i, of: integrator, buffer, into: buffer.stage(i, columns: group.columns), parameters)
        continue
      }
      solveStage(i, of: integrator, buffer, parameters)
      // Steps shared by the group fail with any of its samples.
      if integrator.isPerSample ? newton.allFailed(of: group) : newton.failedColumn(of: group) != nil { break }
    }
    if newton.hasFailed { integrator.statistics.newtonFailures += 1 }
  }

  private func solveStage(
    _ i: Int, of integrator: Integrator<Field>, _ buffer: StageBuffer<Scalar>, _ parameters: Vector<Scalar>
  ) {
    let columns = integrator.group.columns
    let (plan, scale) = (integrator.plan, integrator.scale)
    let (state, argument, stepRow) = (integrator.state.view, integrator.argument, integrator.stepRow.view)
    let stage = buffer.stage(i, columns: columns)
    let derivative = newton.derivative.packed(columns: columns)
    let displacement = newton.displacement.packed(columns: columns)
    let sums = newton.sums.first(columns)
    Scalar.stageSum(stage, base: nil, scale: nil, plan.predictors[i].terms(of: buffer.stages))
    scale.writeSquares(of: state, at: state, into: sums)
    newton.beginStage(sizes: sums.view)
    for iteration in 0..<newton.limit {
      evaluate(i, of: integrator, buffer, into: derivative, parameters)
      Scalar.difference(displacement, derivative.view, stage.view)
      jacobian.solve(displacement)
      integrator.statistics.linearSolves += 1
      integrator.statistics.newtonIterations += 1
      scale.writeErrors(
        .rms, plan.displacement.terms(of: MutableColumnStack(newton.displacement)), scale: stepRow, from: state,
        to: argument.view,
        into: sums)
      Scalar.addColumns(stage, displacement.view, where: newton.moving.first(columns).view)
      let goesOn = newton.judge(iteration, squares: sums.view)
      if newton.hasFailed {
        // What is not finite in the field shows in the stage.
        Scalar.copyColumns(stage, from: derivative.view, where: newton.failing.first(columns).view)
      }
      if !goesOn { break }
    }
    // Where each column came to rest, so that every tape belongs to its stage whatever the others needed.
    if newton.isRefined { evaluate(i, of: integrator, buffer, into: derivative, parameters) }
  }

  private func evaluate(
    _ i: Int, of integrator: Integrator<Field>, _ buffer: StageBuffer<Scalar>, into derivative: MutableColumns<Scalar>,
    _ parameters: Vector<Scalar>
  ) {
    integrator.writeArgument(i, of: buffer, into: integrator.argument)
    integrator.evaluate(
      i, at: integrator.point(stage: i, state: integrator.argument.view, parameters: parameters), into: derivative,
      tape: buffer.tape(i))
  }

  // MARK: Failures

  /// Whether the step tried last has no solution in some column.
  var hasFailed: Bool { newton.hasFailed }

  /// The first column that carries a moving sample and has no solution, and whether the field was finite there.
  func failure(of group: GroupState<Scalar>) -> (column: Int, isFinite: Bool)? {
    newton.failedColumn(of: group).map { ($0, !newton.failures[$0].isNaN) }
  }

  /// Puts the failures in the place of the columns' errors.
  func overrule(_ errors: MutableVector<Double>, of group: GroupState<Scalar>) { newton.overrule(errors, of: group) }
}
