import Kernels

/// What methods that carry an auxiliary state of the state, treat its halves differently or can be taken back add to a
/// step.
final class CarriedStepper<Field: VectorField> {
  typealias Scalar = Field.Scalar

  /// Whether states have auxiliary states, whether those are first stages, whether segments set them to the states
  /// anew.
  let hasAuxiliary: Bool
  let carriesDerivative: Bool
  let restarts: Bool
  /// How a step is taken back, and the sums that takes; nil where the method cannot.
  let inverse: (inverse: Inverse, plan: CompiledTableau<Scalar>)?
  /// The stage that is a partition of the others; nil where there is none.
  private let blendStage: Int?
  /// 1 in the columns whose segment ends, or that move.
  let mask: MutableVector<Scalar>

  init(_ method: Method, capacity: Int, in arena: Arena) {
    let tableau = method.tableau
    hasAuxiliary = tableau.auxiliary != nil
    carriesDerivative = tableau.auxiliary?.kind == .derivative
    restarts = tableau.auxiliary?.restarts ?? false
    inverse = method.inverse.map { ($0, CompiledTableau($0.tableau, in: arena)) }
    blendStage = tableau.partition == nil ? nil : tableau.stages - 1
    mask = arena.vector(Scalar.self, capacity)
  }

  /// Whether there are stages that are not evaluated, but carried or partitioned.
  var addsToStages: Bool { carriesDerivative || blendStage != nil }

  /// The auxiliary state of the state at the start of the step.
  func auxiliary(_ integrator: Integrator<Field>) -> MutableColumns<Scalar> {
    integrator.group.state.rows(integrator.rows..<2 * integrator.rows)
  }

  /// Where the end of the step is for the part that the next step's first stage starts from.
  func endOfLastPart(_ integrator: Integrator<Field>) -> MutableColumns<Scalar> {
    let rows = integrator.rows
    return integrator.next.rows(hasAuxiliary ? rows..<2 * rows : 0..<rows)
  }

  /// What the stages of a sum are added to; a sum of state and auxiliary state is written to `out`.
  func base(
    _ base: CompiledTableau<Scalar>.Base, mixing out: MutableColumns<Scalar>, of integrator: Integrator<Field>
  ) -> Columns<Scalar> {
    switch base {
    case .state: return integrator.state.view
    case .auxiliary: return auxiliary(integrator).view
    case .both(let sum):
      let parts = integrator.group.state.stack(rows: integrator.rows)
      Scalar.stageSum(out, base: nil, scale: nil, sum.terms(of: parts))
      return out.view
    }
  }

  /// Writes the state at which a stage of a plan is evaluated.
  func writeArgument(
    _ i: Int, of buffer: StageBuffer<Scalar>, _ plan: CompiledTableau<Scalar>, into out: MutableColumns<Scalar>,
    _ integrator: Integrator<Field>
  ) {
    Scalar.stageSum(
      out, base: base(plan.bases[i], mixing: out, of: integrator), scale: integrator.stepRow.view,
      plan.arguments[i].terms(of: buffer.stages))
  }

  /// Evaluates stages `range` of the step at hand, leaving in `next` the end that a trial comes by.
  func evaluateStages(_ range: Range<Int>, of integrator: Integrator<Field>, _ parameters: Vector<Scalar>) {
    let buffer = integrator.buffer(of: integrator.group.stepIndex).pointee
    for i in range where !writePartition(i, of: buffer, integrator.plan, integrator) {
      let isEnd = integrator.triesEndStage && i == integrator.tableau.endStage
      integrator.evaluateStage(
        i, of: buffer, at: isEnd ? endOfLastPart(integrator) : integrator.argument, parameters)
    }
  }

  /// Writes stage `i` if it is a partition of the others; false if it is to be evaluated.
  func writePartition(
    _ i: Int, of buffer: StageBuffer<Scalar>, _ plan: CompiledTableau<Scalar>, _ integrator: Integrator<Field>
  ) -> Bool {
    guard let partition = plan.partition, i == blendStage else { return false }
    let columns = integrator.group.columns
    let (upper, rows) = (integrator.rows / 2, integrator.rows)
    let out = buffer.stage(i, columns: columns)
    Scalar.stageSum(out.rows(0..<upper), base: nil, scale: nil, partition.upper.terms(of: buffer.stages))
    Scalar.stageSum(
      out.rows(upper..<rows), base: nil, scale: nil,
      partition.lower.terms(of: buffer.stages, behind: upper * columns))
    return true
  }

  /// Writes the end of the step by its sums; the part that ``endOfLastPart(_:)`` names only if asked to.
  func writeEnd(
    of buffer: StageBuffer<Scalar>, _ plan: CompiledTableau<Scalar>, lastPartToo: Bool, _ integrator: Integrator<Field>
  ) {
    let stepRow = integrator.stepRow.view
    if hasAuxiliary || lastPartToo {
      let end = integrator.next.rows(0..<integrator.rows)
      Scalar.stageSum(
        end, base: base(plan.stepBase, mixing: end, of: integrator), scale: stepRow, plan.step.terms(of: buffer.stages))
    }
    guard let sum = plan.auxiliary, lastPartToo else { return }
    let terms = sum.terms(of: buffer.stages)
    let end = endOfLastPart(integrator)
    if carriesDerivative {
      Scalar.stageSum(end, base: nil, scale: nil, terms)
    } else {
      Scalar.stageSum(end, base: base(plan.auxiliaryBase, mixing: end, of: integrator), scale: stepRow, terms)
    }
  }

  /// Gives the states at the start their auxiliary states.
  func begin(_ integrator: Integrator<Field>, _ parameters: Vector<Scalar>) throws(SolverError) {
    let group = integrator.group
    if inverse != nil {
      for column in 0..<group.columns {
        group.age[column] = 0
        group.endsSegment[column] = 0
      }
    }
    guard hasAuxiliary else { return }
    let auxiliary = auxiliary(integrator)
    guard carriesDerivative else { return auxiliary.copy(integrator.state) }
    integrator.evaluate(
      integrator.point(stage: 0, state: integrator.state.view, parameters: parameters), into: auxiliary,
      tape: integrator.buffer(of: 0).pointee.firstTape)
    guard Scalar.allFinite(auxiliary.view) else {
      throw integrator.failure(.nonFinite, values: auxiliary.view)
    }
  }
}
