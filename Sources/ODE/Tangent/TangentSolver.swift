import Kernels

/// Solves groups of initial value problems together with how their solutions change with their initial states.
///
/// It is the tangent-linear of the scheme as it is carried out, forward differentiation through the steps taken: with
/// `dZ_i = dy + h sum_j a_ij dK_j` and `dK_i = (df/dy)(Z_i) dZ_i`, a step takes `dy` to `dy + h sum_i b_i dK_i`; dense
/// output likewise; so do methods of several steps, over the changes of the derivatives they remember. Accepted step
/// sizes count as constants, as in the discrete adjoint, whose transpose it is.
///
/// Methods with an auxiliary state, or that treat the halves of the state differently, have none.
///
/// Fill the problem into ``forward`` and ``initialTangent``, call ``solve(_:)`` and read ``tangents``.
public final class TangentSolver<Field: DifferentiableVectorField> {
  /// The number type of the field.
  public typealias Scalar = Field.Scalar

  /// The problem and its solution.
  public let forward: ForwardSolver<Field>
  /// The change of the initial states, `[stateCount, columns]`.
  public let initialTangent: MutableColumns<Scalar>
  /// The change of the states at the observation times, `[observations, stateCount, columns]`, as
  /// ``ForwardSolver/states``.
  public let tangents: MutableColumnStack<Scalar>
  /// The changes of the state where the solve stands and of what is remembered, `[part, stateCount, columns]` by
  /// sample.
  let tangent: MutableColumnStack<Scalar>

  let integrator: Integrator<Field>
  let tableau: Tableau
  /// `dK_1 ... dK_s`.
  let derivatives: MutableColumnStack<Scalar>
  /// The change at the start of the step, and what is made of it, by column.
  let start: MutableColumns<Scalar>
  let moved: MutableColumns<Scalar>
  /// The changes of the remembered derivatives, `[place, stateCount, columns]` by column; nil for a method of one step.
  private let past: MutableColumnStack<Scalar>?
  private let slots: MutableVector<Int32>
  /// What linearly implicit stages take; nil for others.
  private let rosenbrock: RosenbrockTangent<Scalar>?

  /// Plans the memory for groups of up to `samples` samples with up to `observations` observations each.
  /// - Throws: ``SolverError`` of kind `options` if the options contradict each other or the field, or if the method
  ///   has no tangents; of kind `missingSecondDerivatives` for a linearly implicit method with a field that has none.
  public convenience init(
    field: Field, options: SolveOptions, samples: Int, observations: Int
  ) throws(SolverError) {
    try options.check(field)
    guard options.method.hasTangents else {
      var error = SolverError(kind: .options)
      error.detail =
        "the method \(options.method.name) carries an auxiliary state or halves and has no tangents: use another one"
      throw error
    }
    try options.method.checkDerivatives(of: field)
    let bytes = Arena.bytes { arena in
      _ = TangentSolver(field: field, options: options, samples: samples, observations: observations, in: arena)
    }
    self.init(
      field: field, options: options, samples: samples, observations: observations, in: Arena(capacity: bytes))
  }

  /// Takes its memory from an arena.
  private init(field: Field, options: SolveOptions, samples: Int, observations: Int, in arena: Arena) {
    let (rows, pitch) = (field.stateCount, Scalar.paddedColumns(samples))
    let carriedParts = options.method.carriedParts
    tableau = options.method.tableau
    forward = ForwardSolver(
      field: field, options: options, samples: samples, observations: observations,
      buffers: GradientBudget.leastBuffers,
      isRefined: true, events: nil, in: arena)
    integrator = forward.integrator
    initialTangent = arena.columns(Scalar.self, rows: rows, columns: pitch)
    tangents = arena.stack(Scalar.self, count: observations, rows: rows, columns: pitch)
    tangent = arena.stack(Scalar.self, count: carriedParts, rows: rows, columns: pitch)
    past =
      carriedParts > 1 ? arena.stack(Scalar.self, count: carriedParts - 1, rows: rows, columns: pitch) : nil
    derivatives = arena.stack(Scalar.self, count: tableau.stages, rows: rows, columns: pitch)
    start = arena.columns(Scalar.self, rows: rows, columns: pitch)
    moved = arena.columns(Scalar.self, rows: rows, columns: pitch)
    slots = arena.vector(Int32.self, pitch)
    rosenbrock = RosenbrockTangent(field: field, pitch: pitch, tableau: tableau, in: arena)
  }

  /// Solves every sample from its first to its last observation time and writes the states and ``tangents``.
  /// - Throws: ``SolverError`` with the sample, time, step and component where it failed.
  public func solve(_ parameters: Vector<Scalar>) throws(SolverError) -> SolveStatistics {
    try solve(parameters, atStep: { _ in })
    return integrator.statistics
  }

  /// Solves and calls `beforeStep` with the number of steps taken, ``tangent`` being what the next one starts from.
  func solve(_ parameters: Vector<Scalar>, atStep beforeStep: (Int) -> Void) throws(SolverError) {
    try forward.solve(
      parameters,
      atStart: {
        tangent.values.fill(0)
        tangent[0].copy(initialTangent)
        tangents[0].copy(initialTangent)
      },
      atStep: { () throws(SolverError) in
        beforeStep(integrator.group.stepIndex)
        try push(parameters)
      })
  }

  /// Carries the tangent through the accepted step the integrator stands at.
  private func push(_ parameters: Vector<Scalar>) throws(SolverError) {
    let group = integrator.group
    let columns = group.columns
    let rounds = forward.rounds
    rounds.begin(group)
    let isObserved = rounds.next(group, target: integrator.target)
    let used = isObserved ? tableau.stages : tableau.stepStages
    try integrator.prepareStages(used, parameters)
    let ids = group.ids.view
    for column in 0..<columns { slots[column] = column < group.live ? 0 : -1 }
    Scalar.gatherColumns(start.packed(columns: columns), from: tangent.view, slots: slots.view, ids: ids)
    gatherPast()
    if let rosenbrock, let jacobian = integrator.stepper.jacobian {
      pushRosenbrock(rosenbrock, jacobian, parameters)
    } else {
      pushStages(0..<used, parameters)
    }
    if isObserved { observe() }
    writeEnd()
    remember()
    for column in 0..<columns { slots[column] = column < group.live ? 0 : -1 }
    let end = moved.packed(columns: columns).view
    Scalar.scatterColumns(tangent, slots: slots.view, ids: ids, from: end)
    if rounds.landings(group, lands: integrator.lands) { put(end) }
  }

  /// Writes the changes of stages `range`.
  private func pushStages(_ range: Range<Int>, _ parameters: Vector<Scalar>) {
    let group = integrator.group
    let columns = group.columns
    let buffer = integrator.buffer(of: group.stepIndex).pointee
    for i in range {
      // Its own share in an implicit stage comes with the solution of the linear system below.
      let derivative = derivatives[i].packed(columns: columns)
      derivative.fill(0)
      writeMoved(i)
      let state = (i == 0 ? integrator.state : integrator.argument).view
      if i > 0 { integrator.writeArgument(i, of: buffer, into: integrator.argument) }
      let point = integrator.point(stage: i, state: state, parameters: parameters)
      integrator.jvp(
        i, at: point, tape: buffer.tape(i), tangent: moved.packed(columns: columns).view, into: derivative)
      if integrator.solvesStage(i), let jacobian = integrator.stepper.jacobian {
        integrator.solveLinearized(derivative, transposed: false, jacobian, at: point, tape: buffer.tape(i))
      }
    }
  }

  /// Writes the change of the state where stage `i` is evaluated.
  func writeMoved(_ i: Int) {
    if let multistep = integrator.stepper.multistep, i > 0 { return write(multistep.sums.weights(.predictor)) }
    writeSum(integrator.plan.arguments[i])
  }

  /// Writes the change of the end of the step.
  private func writeEnd() {
    if let multistep = integrator.stepper.multistep { return write(multistep.sums.weights(.corrector)) }
    writeSum(integrator.plan.step)
  }

  /// Writes to ``moved`` what a sum over the stages makes of the change at the start.
  private func writeSum(_ sum: CompiledTableau<Scalar>.Sum) {
    let columns = integrator.group.columns
    Scalar.stageSum(
      moved.packed(columns: columns), base: start.packed(columns: columns).view,
      scale: integrator.stepRow.view, terms(sum))
  }

  /// The same with weights `[term, columns]` for the stages and the remembered derivatives.
  private func write(_ weights: Columns<Scalar>) {
    let columns = weights.columns
    integrator.write(
      weights, base: start.packed(columns: columns).view, stages: derivatives.view,
      past: past?.packed(columns: columns).view, into: moved.packed(columns: columns))
  }

  /// A sum over the changes of the stages.
  func terms(_ sum: CompiledTableau<Scalar>.Sum) -> StageTerms<Scalar> {
    sum.terms(of: derivatives)
  }

  /// Brings the changes of the remembered derivatives into the order of the columns.
  private func gatherPast() {
    let group = integrator.group
    guard let past = past?.packed(columns: group.columns) else { return }
    for place in 0..<past.count {
      for column in 0..<group.columns { slots[column] = column < group.live ? Int32(1 + place) : -1 }
      Scalar.gatherColumns(
        past[place], from: tangent.view, slots: slots.view, ids: group.ids.view)
    }
  }

  /// Remembers the change of the derivative at the start of the step.
  private func remember() {
    let group = integrator.group
    guard let history = group.history else { return }
    for column in 0..<group.columns {
      let advances = column < group.live && group.step[column] != 0
      slots[column] = advances ? Int32(1 + history.nextPlace(column)) : -1
    }
    Scalar.scatterColumns(
      tangent, slots: slots.view, ids: group.ids.view,
      from: derivatives[0].packed(columns: group.columns).view)
  }

  /// Reads the tangents off that lie within the step, the first round being prepared.
  private func observe() {
    let group = integrator.group
    repeat {
      write(forward.rounds.reader.writeWeights(group))
      put(moved.packed(columns: group.columns).view)
    } while forward.rounds.next(group, target: integrator.target)
  }

  private func put(_ x: Columns<Scalar>) {
    Scalar.scatterColumns(
      tangents, slots: forward.rounds.slots.view, ids: integrator.group.ids.view, from: x)
  }
}

extension Method {
  /// Whether steps without an auxiliary state treat all rows of the state alike.
  var hasTangents: Bool { parts == 1 && tableau.partition == nil }
}
