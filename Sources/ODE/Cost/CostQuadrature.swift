import Kernels

/// Running costs summed over the stages of the steps a solve takes, and their exact gradient in the reverse sweep.
///
/// Where the stages are not the field along the solution a ``DenseCostQuadrature`` takes their place; else:
///
/// The integral over a step is `h sum_i b_i g_i`, so the cotangent of stage `i` grows by `h b_i dg/df`, that of the
/// stage's state by `h b_i dg/dy`, and the parameters' gradient by `h b_i dg/dp`: the quadrature is one more component
/// of the system that nothing depends on and whose error nobody controls. The state of an implicit stage holds `h a_ii`
/// times the stage itself, so that its cotangent comes to the stage's by this factor, before the linear system is
/// solved.
final class CostQuadrature<Field: DifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  let terms: CostTerms<Field>
  /// What takes the place of the stages where they are no quadrature points; nil where they are.
  let dense: DenseCostQuadrature<Field>?
  /// How many stages of a step its integrals need.
  let stages: Int
  private let tape: MutableVector<Scalar>
  private let scale: MutableVector<Double>
  private let rates: MutableVector<Double>
  /// What the costs add to the cotangents of the stage's state and time.
  private let state: MutableColumns<Scalar>
  private let time: MutableVector<Scalar>

  private static func usesDense(_ costs: [any RunningCost<Field>], _ method: Method) -> Bool {
    !costs.isEmpty && !(method.carriesNothing && method.tableau.isQuadrature)
  }

  init(_ costs: [any RunningCost<Field>], field: Field, pitch: Int, method: Method, in arena: Arena) {
    terms = CostTerms(costs, field: field, pitch: pitch, in: arena)
    dense =
      Self.usesDense(costs, method)
      ? DenseCostQuadrature(terms, field: field, pitch: pitch, method: method, in: arena) : nil
    stages = dense == nil ? method.tableau.stepStages : method.tableau.stages
    tape = arena.vector(Scalar.self, terms.tapeCount)
    scale = arena.vector(Double.self, pitch)
    rates = arena.vector(Double.self, pitch)
    state = arena.columns(Scalar.self, rows: field.stateCount, columns: pitch)
    time = arena.vector(Scalar.self, pitch)
  }

  /// Adds the costs of the accepted step at which the integrator stands to the samples' integrals.
  func addStep(of integrator: Integrator<Field>, _ parameters: Vector<Scalar>) {
    if let dense { return dense.addStep(of: integrator, parameters) }
    let group = integrator.group
    let buffer = integrator.buffer(of: group.stepIndex).pointee
    for i in 0..<integrator.options.method.tableau.stages where hasShare(i, integrator) {
      writeScale(i, integrator)
      if i > 0 { integrator.writeArgument(i, of: buffer, into: integrator.argument) }
      let at = integrator.point(
        stage: i, state: (i == 0 ? integrator.state : integrator.argument).view, parameters: parameters)
      terms.addValues(
        at: point(i, at, integrator), scale: scale.first(group.columns).view, live: group.live, tape: tape)
      integrator.statistics.add(terms.valueProducts)
    }
  }

  /// Adds the costs' part to the cotangent `kappa` of stage `i`, before the stage's linear system and vector-Jacobian
  /// product.
  ///
  /// With `times`, books what the stage's costs make of the step's size.
  func addCotangents(
    _ i: Int, at: FieldPoint<Scalar>, of integrator: Integrator<Field>, to kappa: MutableColumns<Scalar>,
    times: TimeCotangents<Scalar>?
  ) {
    guard hasShare(i, integrator) else { return }
    let point = point(i, at, integrator)
    if let times {
      terms.writeRates(at: point, tape: tape, into: rates.first(at.columns))
      integrator.statistics.add(terms.valueProducts)
      times.cost(i, rates: rates.view, live: integrator.group.live)
    }
    writeScale(i, integrator)
    let state = state.packed(columns: at.columns)
    let time = time.first(at.columns)
    state.fill(0)
    time.fill(0)
    terms.addCotangents(
      at: point, scale: scale.first(at.columns).view, tape: tape, derivative: kappa, state: state,
      time: times == nil ? nil : time)
    integrator.statistics.add(terms.cotangentProducts)
    guard integrator.solvesStage(i) else { return }
    Scalar.stageSum(
      kappa, base: kappa.view, scale: integrator.stepRow.view,
      integrator.plan.displacement.terms(of: MutableColumnStack(state)))
  }

  /// Adds the rest: the costs' part of the parameters' gradient, of `zeta` and of the time's cotangent.
  func addGradients(
    _ i: Int, at: FieldPoint<Scalar>, of integrator: Integrator<Field>, zeta: MutableColumns<Scalar>,
    time timeRow: MutableVector<Scalar>?, into gradient: MutableVector<Scalar>
  ) {
    guard hasShare(i, integrator) else { return }
    terms.accumulateParameterGradient(
      at: point(i, at, integrator), scale: scale.first(at.columns).view, tape: tape, into: gradient)
    Scalar.add(zeta, state.packed(columns: at.columns).view)
    if let timeRow { Scalar.add(timeRow, time.first(at.columns).view) }
  }

  /// Whether a stage has a share in the quadrature.
  private func hasShare(_ i: Int, _ integrator: Integrator<Field>) -> Bool {
    dense == nil && !terms.isEmpty && integrator.options.method.tableau.b[i] != 0
  }

  /// Writes `h b_i` of each column.
  private func writeScale(_ i: Int, _ integrator: Integrator<Field>) {
    let b = integrator.options.method.tableau.b[i]
    for column in 0..<integrator.group.columns { scale[column] = b * integrator.group.step[column] }
  }

  private func point(_ i: Int, _ at: FieldPoint<Scalar>, _ integrator: Integrator<Field>) -> CostPoint<Field> {
    let buffer = integrator.buffer(of: integrator.group.stepIndex).pointee
    return CostPoint(
      field: integrator.field, at: at,
      derivative: buffer.stage(i, columns: at.columns).view,
      tape: buffer.tape(i), samples: integrator.group.ids.first(at.columns).view)
  }
}
