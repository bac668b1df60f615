import Kernels

/// Solves groups of initial value problems together with how their solutions change with their initial states.
///
/// It is the tangent-linear of the scheme as it is carried out, forward differentiation through the steps taken: with
/// `dZ_i = dy + h sum_j a_ij dK_j` and `dK_i = (df/dy)(Z_i) dZ_i`, a step takes `dy` to `dy + h sum_i b_i dK_i`; dense
/// output likewise; so do methods of several steps, over the changes of the derivatives they remember. Accepted step
/// sizes count as constants, as in the discrete adjoint, whose transpose it is.
///
/// Methods with a companion, or that treat the halves of the state differently, have none.
///
/// Fill the problem into ``forward`` and ``initialTangent``, call ``solve(_:)`` and read ``tangents``.
public final class TangentSolver<Field: DifferentiableVectorField> {
  /// The number type of the field.
  public typealias Scalar = Field.Scalar

  /// The problem and its solution.
  public let forward: ForwardSolver<Field>
  /// The change of the initial states, `[stateCount, columns]`.
  public let initialTangent: UnsafeMutablePointer<Scalar>
  /// The change of the states at the observation times, `[observations, stateCount, columns]`, as
  /// ``ForwardSolver/states``.
  public let tangents: UnsafeMutablePointer<Scalar>
  /// The changes of the state where the solve stands and of what is remembered, `[part, stateCount, columns]` by
  /// sample.
  let tangent: UnsafeMutablePointer<Scalar>

  let integrator: Integrator<Field>
  let tableau: Tableau
  let rows: Int
  private let pitch: Int
  let stride: Int
  /// `dK_1 ... dK_s`.
  let slopes: UnsafeMutablePointer<Scalar>
  /// The change at the start of the step, and what is made of it, by column.
  let start: UnsafeMutablePointer<Scalar>
  let moved: UnsafeMutablePointer<Scalar>
  /// The changes of the remembered derivatives, `[place, stateCount, columns]` by column; nil for a method of one step.
  private let past: UnsafeMutablePointer<Scalar>?
  private let carriedParts: Int
  private let slots: UnsafeMutablePointer<Int32>
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
        "the method \(options.method.name) carries a companion or halves and has no tangents: use another one"
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
    rows = field.stateCount
    tableau = options.method.tableau
    carriedParts = options.method.carriedParts
    pitch = Scalar.paddedColumns(samples)
    stride = rows * pitch
    forward = ForwardSolver(
      field: field, options: options, samples: samples, observations: observations, banks: GradientPlan.leastBanks,
      isRefined: true, events: nil, in: arena)
    integrator = forward.integrator
    initialTangent = arena.take(Scalar.self, stride)
    tangents = arena.take(Scalar.self, observations * stride)
    tangent = arena.take(Scalar.self, carriedParts * stride)
    past = carriedParts > 1 ? arena.take(Scalar.self, (carriedParts - 1) * stride) : nil
    slopes = arena.take(Scalar.self, tableau.stages * stride)
    start = arena.take(Scalar.self, stride)
    moved = arena.take(Scalar.self, stride)
    slots = arena.take(Int32.self, pitch)
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
        tangent.update(repeating: 0, count: carriedParts * stride)
        tangent.update(from: initialTangent, count: stride)
        tangents.update(from: initialTangent, count: stride)
      },
      atStep: { () throws(SolverError) in
        beforeStep(integrator.cohort.record)
        try push(parameters)
      })
  }

  /// Carries the tangent through the accepted step the integrator stands at.
  private func push(_ parameters: Vector<Scalar>) throws(SolverError) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    let rounds = forward.rounds
    rounds.begin(cohort)
    let isObserved = rounds.next(cohort, target: integrator.target)
    let used = isObserved ? tableau.stages : tableau.stepStages
    try integrator.prepareStages(used, parameters)
    for column in 0..<columns { slots[column] = column < cohort.live ? 0 : -1 }
    Scalar.gatherColumns(
      start, columns: columns, from: tangent, pitch: pitch, slots: slots, ids: cohort.ids, rows: rows)
    gatherPast()
    if let rosenbrock, let jacobian = integrator.jacobian {
      pushRosenbrock(rosenbrock, jacobian, parameters)
    } else {
      pushStages(0..<used, parameters)
    }
    if isObserved { observe() }
    writeEnd()
    remember()
    for column in 0..<columns { slots[column] = column < cohort.live ? 0 : -1 }
    Scalar.scatterColumns(
      tangent, pitch: pitch, slots: slots, ids: cohort.ids, from: moved, columns: columns, rows: rows)
    if rounds.landings(cohort, lands: integrator.lands) { put(moved) }
  }

  /// Writes the changes of stages `range`.
  private func pushStages(_ range: Range<Int>, _ parameters: Vector<Scalar>) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    let bank = integrator.bank(of: cohort.record).pointee
    for i in range {
      // Its own share in an implicit stage comes with the solution of the linear system below.
      (slopes + i * stride).update(repeating: 0, count: rows * columns)
      writeMoved(i)
      let state = i == 0 ? cohort.state : integrator.argument
      if i > 0 { integrator.writeArgument(i, of: bank, into: integrator.argument) }
      let point = integrator.point(stage: i, state: state, parameters: parameters)
      integrator.jvp(
        i, at: point, tape: bank.tape(i), tangent: Columns(moved, rows: rows, columns: columns),
        into: MutableColumns(slopes + i * stride, rows: rows, columns: columns))
      if integrator.solvesStage(i), let jacobian = integrator.jacobian {
        integrator.solveLinearized(slopes + i * stride, transposed: false, jacobian, at: point, tape: bank.tape(i))
      }
    }
  }

  /// Writes the change of the state where stage `i` is evaluated.
  func writeMoved(_ i: Int) {
    if let multistep = integrator.multistep, i > 0 {
      return integrator.write(multistep.sums.weights(.predictor), base: start, stages: slopes, past: past, into: moved)
    }
    Scalar.stageSum(
      moved, base: start, scale: integrator.stepRow, integrator.plan.arguments[i].terms(of: slopes, stride: stride),
      rows: rows, columns: integrator.cohort.columns)
  }

  /// Writes the change of the end of the step.
  private func writeEnd() {
    if let multistep = integrator.multistep {
      return integrator.write(multistep.sums.weights(.corrector), base: start, stages: slopes, past: past, into: moved)
    }
    Scalar.stageSum(
      moved, base: start, scale: integrator.stepRow, integrator.plan.step.terms(of: slopes, stride: stride), rows: rows,
      columns: integrator.cohort.columns)
  }

  /// Brings the changes of the remembered derivatives into the order of the columns.
  private func gatherPast() {
    guard let past else { return }
    let cohort = integrator.cohort
    for part in 1..<carriedParts {
      for column in 0..<cohort.columns { slots[column] = column < cohort.live ? Int32(part) : -1 }
      Scalar.gatherColumns(
        past + (part - 1) * rows * cohort.columns, columns: cohort.columns, from: tangent, pitch: pitch, slots: slots,
        ids: cohort.ids, rows: rows)
    }
  }

  /// Remembers the change of the derivative at the start of the step.
  private func remember() {
    let cohort = integrator.cohort
    guard let history = cohort.history else { return }
    for column in 0..<cohort.columns {
      let advances = column < cohort.live && cohort.step[column] != 0
      slots[column] = advances ? Int32(1 + history.nextPlace(column)) : -1
    }
    Scalar.scatterColumns(
      tangent, pitch: pitch, slots: slots, ids: cohort.ids, from: slopes, columns: cohort.columns, rows: rows)
  }

  /// Reads the tangents off that lie within the step, the first round being prepared.
  private func observe() {
    let cohort = integrator.cohort
    repeat {
      forward.rounds.reader.writeWeights(cohort)
      integrator.write(forward.rounds.reader.weights, base: start, stages: slopes, past: past, into: moved)
      put(moved)
    } while forward.rounds.next(cohort, target: integrator.target)
  }

  private func put(_ x: UnsafePointer<Scalar>) {
    let cohort = integrator.cohort
    Scalar.scatterColumns(
      tangents, pitch: pitch, slots: forward.rounds.slots.base, ids: cohort.ids, from: x, columns: cohort.columns,
      rows: rows
    )
  }
}

extension Method {
  /// Whether steps without a companion treat all rows of the state alike.
  var hasTangents: Bool { parts == 1 && tableau.blend == nil }
}
