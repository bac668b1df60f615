import Kernels

/// What methods of several steps do in their own way: sums over remembered derivatives, and orders that are chosen
/// with the steps.
///
/// What is remembered lies in the group, so that a snapshot holds it.
final class MultistepStepper<Field: VectorField> {
  typealias Scalar = Field.Scalar

  /// The sums of the step at hand.
  let sums: StepSums<Scalar>
  let history: StepHistory<Scalar>
  private let multistep: Multistep
  private let method: Method
  /// The choice of order after the step, as the history's.
  private let next: MutableVector<OrderState>
  /// For each column the scaled errors of one and two orders less and of one more: squares or maxima.
  private let lower: MutableVector<Double>
  private let lowest: MutableVector<Double>
  private let higher: MutableVector<Double>
  private let ones: Vector<Scalar>

  init(
    _ method: Method, _ multistep: Multistep, _ history: StepHistory<Scalar>, capacity: Int, in arena: Arena
  ) {
    self.method = method
    self.multistep = multistep
    self.history = history
    sums = StepSums(method, multistep, capacity: capacity, in: arena)
    next = arena.vector(OrderState.self, capacity)
    lower = arena.vector(Double.self, capacity)
    lowest = arena.vector(Double.self, capacity)
    higher = arena.vector(Double.self, capacity)
    ones = arena.vector(repeating: Scalar(1), capacity).view
  }

  /// Writes a sum of the step at hand.
  func write(
    _ sum: StepSums<Scalar>.Sum, of integrator: Integrator<Field>, base: Columns<Scalar>?,
    into out: MutableColumns<Scalar>
  ) {
    integrator.write(
      sums.weights(sum), base: base, stages: integrator.buffer(of: integrator.group.stepIndex).pointee.stages.view,
      past: integrator.group.past, into: out)
  }

  /// Writes the error of the last step tried; zero where none was tried with the columns at hand.
  func writeError(of integrator: Integrator<Field>, into out: MutableColumns<Scalar>) {
    guard sums.plannedColumns == integrator.group.columns else { return out.fill(0) }
    write(.error, of: integrator, base: nil, into: out)
  }

  // MARK: History

  /// Starts a solve with nothing remembered.
  func begin(_ integrator: Integrator<Field>) {
    sums.clear()
    history.begin(columns: integrator.group.columns)
    guard case .fixed = integrator.options.control else { return }
    for column in 0..<integrator.group.columns { history.choice[column].order = Int32(multistep.fixedOrder) }
  }

  /// Remembers the derivatives at the starts of the steps that are committed.
  func remember(_ integrator: Integrator<Field>) {
    let group = integrator.group
    history.remember(
      integrator.buffer(of: group.stepIndex).pointee.stage(0, columns: group.columns).view, group,
      slots: integrator.slots, places: integrator.places)
  }

  /// Lets a column begin anew behind a stop or an event, or all where they choose their steps together.
  ///
  /// What lies before is not smooth there; and the size of a step that was cut to land may move with the start of the
  /// solve, which no later step then depends on.
  func forget(_ column: Int, of integrator: Integrator<Field>) {
    let group = integrator.group
    for other in integrator.stepsAlone ? column..<column + 1 : 0..<group.live { history.forget(other) }
    if case .adaptive = integrator.options.control {
      history.choice[integrator.isPerSample ? column : 0] = OrderState()
    }
  }

  /// Sets the order of a column's step by the choice for it.
  func setOrder(_ column: Int, choice: Int) {
    history.order[column] = min(history.choice[choice].order, history.remembered[column] + 1)
  }

  /// Takes over the order that was decided on.
  func takeOrder(_ index: Int) { history.choice[index] = next[index] }

  /// Holds the order for the next step.
  func keepOrder(_ index: Int) { next[index] = history.choice[index] }

  // MARK: Errors

  /// Measures the errors of each column's order, written to `errors`, and of its neighbours.
  func measure(_ norm: ErrorNorm, of integrator: Integrator<Field>, into errors: MutableVector<Double>) {
    let columns = integrator.group.columns
    measure(.error, norm, of: integrator, into: errors)
    measure(.lowerError, norm, of: integrator, into: lower.first(columns))
    measure(.lowestError, norm, of: integrator, into: lowest.first(columns))
    measure(.higherError, norm, of: integrator, into: higher.first(columns))
  }

  private func measure(
    _ sum: StepSums<Scalar>.Sum, _ norm: ErrorNorm, of integrator: Integrator<Field>, into out: MutableVector<Double>
  ) {
    let difference = integrator.scratch
    write(sum, of: integrator, base: nil, into: difference)
    integrator.errorTest.measure(
      norm, integrator.plan.unit.terms(of: MutableColumnStack(difference)),
      scale: ones.first(integrator.group.columns),
      of: integrator, into: out)
  }

  /// The next step, and with it the order.
  func proposal(
    _ control: AdaptiveControl, index: Int, ratio: Double, step: Double, of integrator: Integrator<Field>
  ) -> Double {
    let group = integrator.group
    let state = history.choice[index]
    let column = integrator.isPerSample ? index : (0..<group.live).first(where: group.isActive) ?? 0
    let remembered = history.remembered[column]
    func error(_ errors: MutableVector<Double>) -> Double {
      integrator.errorTest.norm(errors.view, index, control.norm, of: integrator)
    }
    let choice = OrderChoice(
      error: ratio, lower: error(lower), lowest: error(lowest),
      higher: remembered >= state.order ? error(higher) : nil)
    guard ratio <= 1 else {
      let (next, proposed) = choice.rejected(state, step: step, isFirst: remembered == 0)
      self.next[index] = next
      return proposed
    }
    let trial = group.trial[index]
    guard step >= trial else {
      // A step cut short to land on a given time says nothing against the size that was asked for.
      next[index] = state
      next[index].failures = 0
      return trial
    }
    let (next, proposed) = choice.accepted(
      state, step: trial, most: multistep.maximumOrder, maximumStep: control.maximumStep)
    self.next[index] = next
    return proposed
  }

  // MARK: Diagnosis

  /// The step times the fastest rate that a column's step is stable for.
  ///
  /// Higher orders are less stable: they are chosen where accuracy limits the step, and are left where stability does.
  /// The program DE of Shampine and Gordon takes a field for stiff by many steps of orders up to 4.
  func stabilityBound(_ column: Int) -> Double {
    Multistep.realStabilityBound(order: min(4, Int(history.order[column])))
  }

  /// The sum of the magnitudes of the terms that the error estimate of a component is made of.
  func errorMagnitude(_ row: Int, _ column: Int, of integrator: Integrator<Field>) -> Double {
    let columns = integrator.group.columns
    let buffer = integrator.buffer(of: integrator.group.stepIndex).pointee
    let stages = method.tableau.stages
    let evaluated = (0..<stages).reduce(0.0) {
      $0 + abs(sums.weight(.error, $1, column) * Double(buffer.stage($1, columns: columns)[row, column]))
    }
    let derivatives = history.derivatives.packed(columns: columns)
    return (0..<history.memory).reduce(evaluated) {
      $0 + abs(sums.weight(.error, stages + $1, column) * Double(derivatives[$1][row, column]))
    }
  }
}
