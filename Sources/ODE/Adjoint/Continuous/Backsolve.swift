import Kernels

/// The continuous adjoint of the paper in constant memory: the state is solved backward together with its cotangent.
///
/// Backward from one observation to the one before, the state starts from its stored forward value (Chen et al. 2018,
/// algorithm 2), so that errors of the reconstruction do not add up. The parameters' quadrature is summed over accepted
/// steps and takes part in the error norm only if ``AdjointNorm/full`` is asked for. The distance between each
/// reconstructed state and the true one is measured, and above a bound the gradient is refused.
final class Backsolve<Field: DifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  private let integrator: Integrator<ReconstructingField<Field>>
  private let rounds: ObservationBatches<Scalar>
  private let quadrature: AdjointQuadrature<Scalar>
  /// Nil where the quadrature takes no part in the error norm.
  private let quadratureError: QuadratureError<ReconstructingField<Field>>?
  private let observationTimes: ObservationTimes<Field>
  private let bound: Double
  private let rows: Int
  /// The cotangent, and the reconstructed state, `[rows, pitch]` by sample.
  private let cotangent: MutableColumns<Scalar>
  private let reconstruction: MutableColumns<Scalar>
  private let difference: MutableColumns<Scalar>
  private let ones: MutableVector<Scalar>
  private let sums: MutableVector<Scalar>
  private let residuals: MutableVector<Double>
  private let slots: MutableVector<Int32>

  init(
    forward: Integrator<Field>, rounds: ObservationBatches<Scalar>, costs: CostTerms<Field>, bound: Double,
    norm: AdjointNorm, in arena: Arena
  ) {
    self.rounds = rounds
    let pitch = forward.capacity
    rows = forward.rows
    self.bound = bound
    let columns = AdjointColumns(of: forward)
    let equation = AdjointEquation(field: forward.field, costs: costs, columns: columns)
    // The state and its cotangent are held to the same tolerances.
    var options = forward.options
    if case .adaptive(let control) = options.control { options.control = .adaptive(control.twice) }
    integrator = Integrator(
      field: ReconstructingField(equation: equation), options: options, capacity: pitch, buffers: 2, in: arena)
    columns.attach(to: integrator)
    quadrature = AdjointQuadrature(pitch: pitch, in: arena)
    // Fixed steps are not judged.
    let measures = if case .adaptive = forward.options.control { norm == .full } else { false }
    quadratureError =
      measures ? QuadratureError(parameters: forward.field.parameterCount, in: arena) : nil
    observationTimes = ObservationTimes(equation, pitch: pitch, in: arena)
    cotangent = arena.columns(Scalar.self, rows: rows, columns: pitch)
    reconstruction = arena.columns(Scalar.self, rows: rows, columns: pitch)
    difference = arena.columns(Scalar.self, rows: rows, columns: pitch)
    sums = arena.vector(Scalar.self, pitch)
    ones = arena.vector(repeating: Scalar(1), rows)
    residuals = arena.vector(Double.self, pitch)
    slots = arena.vector(Int32.self, pitch)
    if let quadratureError {
      integrator.errorTest.extraError = { [unowned self] parameters in
        quadratureError.measure(self.integrator, self.quadrature, parameters)
      }
    }
  }

  /// What the last sweep cost.
  private(set) var statistics = SolveStatistics()

  /// Solves the adjoint from the last observation to the first, adds to `gradient` and writes the initial cotangent.
  func sweep(
    _ problem: ObservedStates<Scalar>, parameters: Vector<Scalar>, gradient: MutableVector<Scalar>,
    initialCotangent: MutableColumns<Scalar>, timeCotangents: MutableColumns<Double>?
  ) throws(SolverError) {
    integrator.statistics = SolveStatistics()
    cotangent.fill(0)
    quadratureError?.begin()
    var trial: Double?
    for k in stride(from: problem.most - 2, through: 0, by: -1) {
      setUp(k, problem)
      try integrator.start(parameters, trial: trial)
      while !integrator.isDone {
        try integrator.stepUntilAccepted(parameters)
        if let quadratureError {
          quadratureError.accept()
        } else {
          try integrator.prepareStages(integrator.options.method.tableau.stepStages, parameters)
          quadrature.add(
            integrator.options.method.tableau.b, of: integrator, parameters, into: gradient)
        }
        keepLandings()
        integrator.commit()
      }
      if integrator.options.stepping == .group { trial = integrator.group.trial[0] }
      try measure(k, problem)
    }
    quadratureError?.add(to: gradient)
    statistics = integrator.statistics
    statistics.add(integrator.field.equation.products, count: statistics.evaluations)
    if let timeCotangents {
      statistics += observationTimes.book(
        problem, start: cotangent.view, parameters, into: timeCotangents)
    }
    initialCotangent.copy(cotangent)
    Scalar.add(initialCotangent, problem.cotangents[0])
  }

  /// Lets the group start at observation `k + 1`, with the samples that have one, heading for observation `k`.
  private func setUp(_ k: Int, _ problem: ObservedStates<Scalar>) {
    let group = integrator.group
    var live = 0
    for sample in 0..<problem.samples where Int(problem.counts[sample]) > k + 1 {
      group.assign(
        live, sample: sample, origin: problem.times[0, sample], from: rounds.elapsed(k + 1, sample),
        to: rounds.elapsed(k, sample))
      live += 1
    }
    group.live = live
    group.columns = Scalar.paddedColumns(live)
    group.pad()
    let columns = group.columns
    Scalar.add(cotangent, problem.cotangents[k + 1])
    let state = integrator.state
    let ids = group.ids.view
    slots.first(columns).fill(Int32(k + 1))
    Scalar.gatherColumns(state.rows(0..<rows), from: problem.states, slots: slots.view, ids: ids)
    for column in 0..<columns { slots[column] = column < live ? 0 : -1 }
    Scalar.gatherColumns(
      state.rows(rows..<2 * rows), from: ColumnStack(cotangent.view), slots: slots.view, ids: ids)
  }

  /// Stores the state and cotangent of the columns that reach their end with this step.
  private func keepLandings() {
    let group = integrator.group
    let columns = group.columns
    for column in 0..<columns {
      slots[column] = column < group.live && group.step[column] != 0 && integrator.lands(column) ? 0 : -1
    }
    let next = integrator.next.view
    let ids = group.ids.view
    Scalar.scatterColumns(
      MutableColumnStack(reconstruction), slots: slots.view, ids: ids, from: next.rows(0..<rows))
    Scalar.scatterColumns(
      MutableColumnStack(cotangent), slots: slots.view, ids: ids, from: next.rows(rows..<2 * rows))
  }

  /// Compares the reconstructed states with the forward ones: the root mean square of the difference over `1 + |y|`.
  private func measure(_ k: Int, _ problem: ObservedStates<Scalar>) throws(SolverError) {
    let truth = problem.states[k]
    difference.copy(truth)
    Scalar.scale(difference.values, by: -1)
    Scalar.add(difference, reconstruction.view)
    Scalar.scaledSquares(sums, difference.view, relativeTo: truth, atol: ones.view, rtol: ones.view)
    Scalar.widen(residuals, from: sums.view)
    for sample in 0..<problem.samples where Int(problem.counts[sample]) > k + 1 {
      let residual = (residuals[sample] / Double(rows)).squareRoot()
      integrator.statistics.reconstructionError = max(integrator.statistics.reconstructionError, residual)
      guard residual <= bound else {
        var error = SolverError(kind: .reconstruction, sample: sample)
        error.time = problem.times[k, sample]
        error.measure = residual
        throw error
      }
    }
  }
}
