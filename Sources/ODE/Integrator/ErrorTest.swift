import Glibc
import Kernels

/// Says who advances after a step was tried, and by how much next.
final class ErrorTest<Field: VectorField> {
  typealias Scalar = Field.Scalar

  /// What is measured besides the state when a step of the group is judged: squares over the tolerance, and their
  /// number.
  var extraError: ((Vector<Scalar>) -> (squares: Double, count: Int))?
  /// Whether a column of its own step was rejected because the trial was not finite.
  private(set) var hasNonFiniteTrial = false
  /// The sample with the largest error in the last step that a group tried together.
  private var worstSample: Int32 = -1
  /// Whether columns are left behind by the step that was accepted.
  private(set) var rejectedAny = false
  /// What the next step follows from; of no account for fixed steps.
  private let controller: StepController
  /// The order of the error estimate plus one.
  let errorOrder: Double
  /// A sum over each column's rows.
  let sums: MutableVector<Scalar>
  /// 1 in the columns that advance, where some are left behind.
  private let mask: MutableVector<Scalar>
  /// The error over the tolerance, the size to try next, and 1 where the trial is accepted: of each column, or in `[0]`
  /// of the whole group.
  let ratios: MutableVector<Double>
  let nextTrial: MutableVector<Double>
  private let accepts: MutableVector<Int32>

  init(_ options: SolveOptions, capacity: Int, in arena: Arena) {
    let method = options.method
    errorOrder = Double(min(method.order, method.embeddedOrder ?? method.order) + 1)
    let usual = method.usualController
    controller = if case .adaptive(let control) = options.control { control.controller ?? usual } else { usual }
    sums = arena.vector(Scalar.self, capacity)
    mask = arena.vector(Scalar.self, capacity)
    ratios = arena.vector(Double.self, capacity)
    nextTrial = arena.vector(Double.self, capacity)
    accepts = arena.vector(Int32.self, capacity)
  }

  /// Starts a solve.
  func begin() { worstSample = -1 }

  // MARK: Judging

  /// Judges the step that was tried; true if at least one column advances.
  ///
  /// Columns that do not advance get a step of zero; new trial sizes are held back until ``commit(_:)``, or taken at
  /// once if nobody advances.
  func judge(_ integrator: Integrator<Field>, _ parameters: Vector<Scalar>) throws(SolverError) -> Bool {
    let group = integrator.group
    rejectedAny = false
    hasNonFiniteTrial = false
    let isFinite = Scalar.allFinite(integrator.next.view)
    guard case .adaptive(let control) = integrator.options.control else {
      if case .diagonallyImplicit(let stepper) = integrator.stepper, let failure = stepper.failure(of: group) {
        throw failure.isFinite
          ? integrator.failure(.newton, column: failure.column)
          : integrator.failure(.nonFinite, values: integrator.next.view)
      }
      guard isFinite else { throw integrator.failure(.nonFinite, values: integrator.next.view) }
      for index in 0..<(integrator.isPerSample ? group.live : 1) {
        accepts[index] = 1
        ratios[index] = 1
        keepTrial(index, integrator)
      }
      return true
    }
    let errors = ratios.first(group.columns)
    switch integrator.stepper {
    case .multistep(let stepper): stepper.measure(control.norm, of: integrator, into: errors)
    case .explicit, .diagonallyImplicit, .linearlyImplicit, .carried:
      let stages = integrator.buffer(of: group.stepIndex).pointee.stages
      measure(
        control.norm, integrator.plan.error.terms(of: stages), scale: integrator.stepRow.view, of: integrator,
        into: errors)
    }
    if case .diagonallyImplicit(let stepper) = integrator.stepper { stepper.overrule(errors, of: group) }
    return integrator.isPerSample
      ? testErrorsApart(integrator, control, isFinite) : testErrorsTogether(integrator, control, isFinite, parameters)
  }

  /// Writes each column's error, `scale` times the sum of `terms`, over its tolerance: squares or maxima.
  func measure(
    _ norm: ErrorNorm, _ terms: StageTerms<Scalar>, scale: Vector<Scalar>, of integrator: Integrator<Field>,
    into errors: MutableVector<Double>
  ) {
    let sums = sums.first(errors.count)
    integrator.scale.writeErrors(
      norm, terms, scale: scale, from: integrator.state.view, to: integrator.next.rows(0..<integrator.rows).view,
      into: sums)
    Scalar.widen(errors, from: sums.view)
  }

  /// The error over the tolerance of a column, or of the group.
  func norm(
    _ errors: Vector<Double>, _ index: Int, _ norm: ErrorNorm, of integrator: Integrator<Field>
  ) -> Double {
    let group = integrator.group
    let counted = integrator.scale.countedRows
    guard !integrator.isPerSample else { return norm.value(errors[index], count: counted) }
    let (total, active) = joined(errors, norm, group)
    return norm.value(total, count: active * counted)
  }

  /// The errors of all columns that have a way to go, and how many they are.
  func joined(_ errors: Vector<Double>, _ norm: ErrorNorm, _ group: GroupState<Scalar>) -> (total: Double, active: Int)
  {
    var (total, active) = (0.0, 0)
    for column in 0..<group.live where group.isActive(column) {
      total = norm.joined(total, errors[column])
      active += 1
    }
    return (total, active)
  }

  private func testErrorsTogether(
    _ integrator: Integrator<Field>, _ control: AdaptiveControl, _ isFinite: Bool, _ parameters: Vector<Scalar>
  ) -> Bool {
    let group = integrator.group
    var (total, active) = joined(ratios.view, control.norm, group)
    var count = active * integrator.scale.countedRows
    if let extraError, isFinite {
      let extra = extraError(parameters)
      switch control.norm {
      case .rms:
        total += extra.squares
        count += extra.count
      case .max: total = control.norm.joined(total, (extra.squares / Double(max(1, extra.count))).squareRoot())
      }
    }
    var isMeasured = isFinite
    if case .diagonallyImplicit(let stepper) = integrator.stepper { isMeasured = isFinite || stepper.hasFailed }
    let ratio = isMeasured ? control.norm.value(total, count: count) : .nan
    let accepted = ratio <= 1
    accepts[0] = accepted ? 1 : 0
    nextTrial[0] = proposal(integrator, control, index: 0, ratio: ratio, step: integrator.widest(0))
    worstSample = group.ids[worstColumn(integrator, isFinite)]
    if !accepted {
      takeTrial(0, integrator)
      group.wasRejected[0] = 1
    }
    ratios[0] = ratio
    return accepted
  }

  private func testErrorsApart(_ integrator: Integrator<Field>, _ control: AdaptiveControl, _ isFinite: Bool) -> Bool {
    let group = integrator.group
    let next = integrator.next.view
    var accepted = 0
    for column in 0..<group.columns {
      mask[column] = 0
      accepts[column] = 0
      guard column < group.live, group.isActive(column) else {
        keepTrial(column, integrator)
        accepts[column] = 1
        continue
      }
      var ratio = control.norm.value(ratios[column], count: integrator.scale.countedRows)
      if !isFinite && ratio.isFinite && !next.isFinite(column) { ratio = .nan }
      ratios[column] = ratio
      nextTrial[column] = proposal(
        integrator, control, index: column, ratio: ratio, step: abs(group.step[column]))
      if ratio <= 1 {
        accepted += 1
        accepts[column] = 1
        mask[column] = 1
      } else {
        rejectedAny = true
        if !ratio.isFinite { hasNonFiniteTrial = true }
      }
    }
    for column in 0..<group.live where accepts[column] == 0 {
      if accepted == 0 {
        takeTrial(column, integrator)
        group.wasRejected[column] = 1
      } else {
        group.step[column] = 0
      }
    }
    if accepted > 0 && rejectedAny { integrator.takeSteps() }
    return accepted > 0
  }

  private func proposal(
    _ integrator: Integrator<Field>, _ control: AdaptiveControl, index: Int, ratio: Double, step: Double
  ) -> Double {
    if case .multistep(let stepper) = integrator.stepper {
      return stepper.proposal(control, index: index, ratio: ratio, step: step, of: integrator)
    }
    let group = integrator.group
    guard ratio <= 1 else { return step * controller.factor(rejected: ratio, order: errorOrder) }
    var factor = controller.factor(
      accepted: ratio, group.error1[index], group.error2[index], order: errorOrder)
    let limit = group.wasRejected[index] != 0 ? 1 : controller.growth
    factor = min(limit, factor)
    // A step cut short to land on a given time says nothing against the size that was asked for.
    let proposed = factor == limit ? max(step * factor, group.trial[index]) : step * factor
    return min(control.maximumStep, proposed)
  }

  private func worstColumn(_ integrator: Integrator<Field>, _ isFinite: Bool) -> Int {
    let group = integrator.group
    let next = integrator.next.view
    var worst = 0
    for column in 0..<group.live where group.isActive(column) {
      if !(ratios[column] <= ratios[worst]) || !group.isActive(worst) { worst = column }
      // The error of a state that overflows may well be nothing next to it.
      if !ratios[column].isFinite || (!isFinite && !next.isFinite(column)) { return column }
    }
    return worst
  }

  // MARK: Acceptance

  /// Lets the columns that advance have the state at the end of the step.
  func advance(_ integrator: Integrator<Field>) {
    let (state, next) = (integrator.group.state, integrator.next.view)
    if rejectedAny {
      Scalar.copyColumns(state, from: next, where: mask.first(state.columns).view)
    } else {
      state.copy(next)
    }
  }

  /// Takes over what was decided for the next step; columns where the step led to a jump start afresh.
  func commit(_ integrator: Integrator<Field>) {
    let (group, jumped) = (integrator.group, integrator.jumped)
    for index in 0..<(integrator.isPerSample ? group.live : 1) {
      // The error of a step cut short says nothing of the errors at the size that was asked for.
      if accepts[index] != 0 && integrator.widest(index) >= group.trial[index] {
        group.error2[index] = group.error1[index]
        group.error1[index] = max(ratios[index], 1e-10)
      }
      takeTrial(index, integrator)
      group.wasRejected[index] = 1 - accepts[index]
      if jumped[index] != 0 {
        group.forgetErrors(index)
        jumped[index] = 0
      }
    }
  }

  /// Follows the columns to their new places.
  func compact(to live: Int, places: MutableVector<Int32>) {
    for column in 0..<live { ratios[column] = ratios[Int(places[column])] }
  }

  /// Takes over the trial step that was decided on, and the order with it.
  private func takeTrial(_ index: Int, _ integrator: Integrator<Field>) {
    integrator.group.trial[index] = nextTrial[index]
    if case .multistep(let stepper) = integrator.stepper { stepper.takeOrder(index) }
  }

  /// Holds the trial step, and the order with it, for the next step.
  private func keepTrial(_ index: Int, _ integrator: Integrator<Field>) {
    nextTrial[index] = integrator.group.trial[index]
    if case .multistep(let stepper) = integrator.stepper { stepper.keepOrder(index) }
  }

  // MARK: Failures

  /// The column with the largest error in the last step that the group tried together, if it still has a way to go.
  func suspect(_ group: GroupState<Scalar>) -> Int? {
    (0..<group.live).first { group.isActive($0) && group.ids[$0] == worstSample }
  }
}
