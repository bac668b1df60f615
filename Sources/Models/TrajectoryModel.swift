import Kernels
import Networks
import ODE

/// Fits trajectories: a group of series is solved from its first observations, and the solution compared with the rest.
///
/// The initial state of a sample is its first observation followed by `augment` zeros (Dupont, Doucet and Teh 2019,
/// "Augmented Neural ODEs"); rows of the state beyond the series are free. The loss is a sum over the observed values,
/// the first observation, which is met exactly, included. Regularisers may be charged along the trajectories, and
/// events may let them jump.
///
/// A sample that cannot be solved is left out of all sums if the options say so (`FailurePolicy.drop`).
///
/// Fill ``group`` and call ``evaluate(_:)`` or ``gradient(_:into:)``. After the first call of each nothing is
/// allocated.
public final class TrajectoryModel<Scalar: KernelScalar> {
  /// The vector field.
  public let field: MLPField<Scalar>
  /// How a residual counts.
  public let loss: TrajectoryLoss
  /// The data of the group at hand.
  public let group: SeriesGroup<Scalar>

  let regularizer: TrajectoryRegularizer<Scalar>
  let solver: Solver<MLPField<Scalar>>
  private let arena: Arena
  /// Loss, values, absolute and squared residuals of each column, `[4, columns]`.
  private let sums: UnsafeMutablePointer<Double>
  /// The samples' counts, zero in the padding and for those left out.
  private let counts: UnsafeMutablePointer<Int32>

  /// Plans the memory for groups of up to `samples` series with up to `observations` observations each.
  ///
  /// - Parameters:
  ///   - field: the vector field; its state has `series + augment` rows.
  ///   - augment: rows of the state that start at zero and are not observed.
  ///   - series: components of an observation.
  ///   - loss: how a residual counts.
  ///   - regularization: what is charged along the trajectories besides; default nothing.
  ///   - events: what is looked for along the trajectories, and what it does to them; default nothing.
  ///   - options: how the field is solved.
  ///   - gradient: how the gradient is computed; nil for a model that is only evaluated.
  ///   - samples: the most samples of a group.
  ///   - observations: the most observations of a sample.
  ///   - memory: the byte budget of the solver.
  /// - Throws: ``ODE/SolverError`` if the budget is too small or the options contradict each other.
  public init(
    field: MLPField<Scalar>, augment: Int, series: Int, loss: TrajectoryLoss,
    regularization: Regularization = Regularization(), events: EventConfiguration<Scalar>? = nil, options: SolveOptions,
    gradient: GradientMethod?, samples: Int, observations: Int, memory: Int
  ) throws(SolverError) {
    precondition(field.stateCount == series + augment, "the state is the series and the augmentation")
    // A sample whose solve ends early would be compared with observations that were never reached.
    precondition(events?.endsSolves != true, "events of a trajectory model end no solve")
    self.field = field
    self.loss = loss
    regularizer = TrajectoryRegularizer(regularization, states: field.stateCount, samples: samples)
    solver = try Solver(
      field: field, options: options, gradient: gradient, costs: regularizer.costs, samples: samples,
      observations: observations, memory: memory, events: events)
    group = SeriesGroup(series: series, samples: samples, observations: observations)
    precondition(group.columns == solver.columns, "group and solver have the same pitch")
    let columns = group.columns
    arena = Arena(capacity: Arena.bytes { _ = Self.layOut(columns: columns, in: $0) })
    (sums, counts) = Self.layOut(columns: columns, in: arena)
  }

  /// The bytes of a model made with the same arguments: those of the steps that the budget keeps, and all others.
  ///
  /// - Throws: ``ODE/SolverError`` as the initialiser.
  public static func bytes(
    field: MLPField<Scalar>, series: Int, regularization: Regularization, events: EventConfiguration<Scalar>?,
    options: SolveOptions, gradient: GradientMethod?, samples: Int, observations: Int, memory: Int
  ) throws(SolverError) -> (fixed: Int, steps: Int) {
    let regularizer = TrajectoryRegularizer<Scalar>(regularization, states: field.stateCount, samples: samples)
    let plan = try Solver<MLPField<Scalar>>.plan(
      field: field, options: options, gradient: gradient, costs: regularizer.costs, samples: samples,
      observations: observations, memory: memory, events: events)
    let others = Arena.bytes { arena in
      let group = SeriesGroup<Scalar>(series: series, samples: samples, observations: observations, in: arena)
      _ = layOut(columns: group.columns, in: arena)
    }
    return (plan.fixedBytes + others + regularizer.bytes, plan.bytes - plan.fixedBytes)
  }

  private static func layOut(
    columns: Int, in arena: Arena
  ) -> (sums: UnsafeMutablePointer<Double>, counts: UnsafeMutablePointer<Int32>) {
    (arena.take(Double.self, 4 * columns), arena.take(Int32.self, columns))
  }

  /// The solution at the observation times, `[observations, stateCount, columns]`; the first rows are the series.
  ///
  /// Unspecified in the padding and beyond a sample's count.
  public var predictions: UnsafePointer<Scalar> { UnsafePointer(solver.states.base) }

  /// The gradient of the objective with respect to the initial states, `[stateCount, columns]`, after
  /// ``gradient(_:into:)``.
  public var initialCotangent: UnsafePointer<Scalar> { UnsafePointer(solver.initialCotangent.base) }

  /// The events of the last solve; nil if none are looked for.
  public var events: EventLog<Scalar>? { solver.events }
  /// How the byte budget of the gradient is spent.
  public var gradientPlan: GradientBudget { solver.plan }
  /// The regularisers that are charged.
  public var regularizers: [Regularizer] { regularizer.used }
  /// How many observations of each sample the last solve compared, `[columns]`: all, or none of a sample that was left
  /// out.
  public var comparedCounts: UnsafePointer<Int32> { UnsafePointer(counts) }

  /// Solves the group and sums its losses.
  ///
  /// - Throws: ``ModelError`` naming the sample of the group that failed.
  public func evaluate(_ parameters: UnsafePointer<Scalar>) throws(ModelError) -> GroupSums {
    let forward = try solve(parameters)
    return try compare(cotangents: nil, forward)
  }

  /// Solves the group, sums its losses and adds the gradient of ``GroupSums/objectiveSum`` with respect to the
  /// parameters to `gradient`.
  ///
  /// - Throws: ``ModelError`` naming the sample of the group that failed; `gradient` is then unspecified.
  public func gradient(
    _ parameters: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
  ) throws(ModelError) -> GroupSums {
    let forward = try solve(parameters)
    var result = try compare(cotangents: solver.cotangents.base, forward)
    do throws(SolverError) {
      result.backward = try solver.gradient(
        Vector(parameters, count: field.parameterCount),
        into: MutableVector(gradient, count: field.parameterCount))
    } catch {
      throw .solver(error)
    }
    return result
  }

  /// Solves the group and finds out whether the byte budget has room for what the gradient needs to know of the solve.
  ///
  /// - Throws: ``ModelError`` with a solver's error of kind `memory` where it has none; else as ``evaluate(_:)``.
  public func requireRoom(_ parameters: UnsafePointer<Scalar>) throws(ModelError) {
    _ = try solve(parameters)
    if let shortage = solver.shortage { throw .solver(shortage) }
  }

  /// Solves the group and compares the discrete adjoint of its loss with the tangent-linear of the steps taken; nil for
  /// a method that has none.
  ///
  /// - Throws: ``ModelError`` naming the sample of the group that failed.
  public func adjointIdentity(_ parameters: UnsafePointer<Scalar>) throws(ModelError) -> AdjointIdentity? {
    _ = try compare(cotangents: solver.cotangents.base, try solve(parameters))
    do throws(SolverError) {
      return try solver.adjointIdentity(Vector(parameters, count: field.parameterCount))
    } catch {
      throw .solver(error)
    }
  }

  private func solve(_ parameters: UnsafePointer<Scalar>) throws(ModelError) -> SolveStatistics {
    precondition(group.samples <= group.capacity, "more samples than the model was made for")
    for column in 0..<group.columns { counts[column] = column < group.samples ? group.counts[column] : 0 }
    try checkStart()
    solver.samples = group.samples
    solver.counts.copy(Vector(group.counts, count: group.columns))
    solver.times.copy(Columns(group.times, rows: group.observations, columns: group.columns))
    // The augmented rows of the initial state and of the cotangents stay the zeros they were made of.
    solver.initialState.rows(0..<group.series).copy(
      Columns(group.values, rows: group.series, columns: group.columns))
    regularizer.draw(for: group)
    let statistics: SolveStatistics
    do throws(SolverError) {
      statistics = try solver.solve(Vector(parameters, count: field.parameterCount))
    } catch {
      throw .solver(error)
    }
    for sample in 0..<group.samples where solver.isDropped(sample) { counts[sample] = 0 }
    return statistics
  }

  /// Compares every observation with its prediction.
  private func compare(cotangents: UnsafeMutablePointer<Scalar>?, _ forward: SolveStatistics) throws(ModelError)
    -> GroupSums
  {
    let columns = group.columns
    let last = (0..<group.samples).reduce(0) { max($0, Int(counts[$1])) }
    sums.update(repeating: 0, count: 4 * columns)
    for observation in 0..<last {
      let offset = observation * field.stateCount * columns
      Scalar.accumulateLoss(
        loss, points(observation, predictions: predictions + offset), cotangents: cotangents.map { $0 + offset },
        into: sums)
    }
    var result = GroupSums()
    result.forward = forward
    for column in 0..<group.samples {
      result.lossSum += sums[column]
      result.entries += Int(sums[columns + column])
      result.absoluteSum += sums[2 * columns + column]
      result.squareSum += sums[3 * columns + column]
    }
    if !result.lossSum.isFinite || !result.squareSum.isFinite { throw worstMiss() }
    try charge(&result)
    return result
  }

  /// Adds the regularisers to the sums and tells the solver what they weigh.
  private func charge(_ result: inout GroupSums) throws(ModelError) {
    result.objectiveSum = result.lossSum
    for sample in 0..<group.samples where counts[sample] > 0 {
      let end = group.times[(Int(counts[sample]) - 1) * group.columns + sample]
      regularizer.charge(
        sample: sample, entries: Int(sums[group.columns + sample]), forward: end >= group.times[sample],
        values: solver.costValues, cotangents: solver.costCotangents, to: &result)
    }
    if !result.objectiveSum.isFinite { throw worstRegularizer() }
  }

  private func points(_ observation: Int, predictions: UnsafePointer<Scalar>) -> LossPoints<Scalar> {
    let offset = observation * group.series * group.columns
    return LossPoints(
      predictions: predictions, targets: group.values + offset, mask: group.mask + offset, counts: counts,
      observation: observation, rows: group.series, columns: group.columns)
  }

  /// Refuses a group where a trajectory does not start from a complete, finite observation.
  private func checkStart() throws(ModelError) {
    // The starts compared with themselves: every observed value counts, and its residual is zero if it is finite.
    sums.update(repeating: 0, count: 4 * group.columns)
    Scalar.accumulateLoss(.l1, points(0, predictions: group.values), cotangents: nil, into: sums)
    for sample in 0..<group.samples where Int(sums[group.columns + sample]) < group.series || sums[sample] != 0 {
      throw badStart(of: sample)
    }
  }
}
