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
  private let rounds: ObservationRounds<Scalar>
  private let quadrature: AdjointQuadrature<Scalar>
  /// Nil where the quadrature takes no part in the error norm.
  private let quadratureError: QuadratureError<ReconstructingField<Field>>?
  private let observationTimes: ObservationTimes<Field>
  private let bound: Double
  private let rows: Int
  private let pitch: Int
  /// The cotangent, and the reconstructed state, `[rows, pitch]` by sample.
  private let cotangent: UnsafeMutablePointer<Scalar>
  private let reconstruction: UnsafeMutablePointer<Scalar>
  private let difference: UnsafeMutablePointer<Scalar>
  private let ones: UnsafeMutablePointer<Scalar>
  private let sums: UnsafeMutablePointer<Scalar>
  private let misses: UnsafeMutablePointer<Double>
  private let slots: UnsafeMutablePointer<Int32>

  init(
    forward: Integrator<Field>, rounds: ObservationRounds<Scalar>, costs: CostTerms<Field>, bound: Double,
    norm: AdjointNorm, in arena: Arena
  ) {
    self.rounds = rounds
    pitch = forward.capacity
    rows = forward.rows
    self.bound = bound
    let columns = AdjointColumns(
      samples: UnsafePointer(forward.cohort.ids), times: UnsafePointer(forward.stageTimes))
    let equation = AdjointEquation(field: forward.field, costs: costs, columns: columns)
    // The state and its cotangent are held to the same tolerances.
    var options = forward.options
    if case .adaptive(let control) = options.control { options.control = .adaptive(control.twice) }
    integrator = Integrator(
      field: ReconstructingField(equation: equation), options: options, capacity: pitch, banks: 2, in: arena)
    columns.attach(to: integrator)
    quadrature = AdjointQuadrature(pitch: pitch, in: arena)
    // Fixed steps are not judged.
    let measures = if case .adaptive = forward.options.control { norm == .full } else { false }
    quadratureError =
      measures ? QuadratureError(parameters: forward.field.parameterCount, in: arena) : nil
    observationTimes = ObservationTimes(equation, pitch: pitch, in: arena)
    cotangent = arena.take(Scalar.self, rows * pitch)
    reconstruction = arena.take(Scalar.self, rows * pitch)
    difference = arena.take(Scalar.self, rows * pitch)
    sums = arena.take(Scalar.self, pitch)
    ones = arena.vector(repeating: Scalar(1), rows).base
    misses = arena.take(Double.self, pitch)
    slots = arena.take(Int32.self, pitch)
    if let quadratureError {
      integrator.extraError = { [unowned self] parameters in
        quadratureError.measure(self.integrator, self.quadrature, parameters)
      }
    }
  }

  /// What the last sweep cost.
  private(set) var statistics = SolveStatistics()

  /// Solves the adjoint from the last observation to the first, adds to `gradient` and writes the initial cotangent.
  func sweep(
    _ problem: ObservedStates<Scalar>, parameters: Vector<Scalar>, gradient: MutableVector<Scalar>,
    initialCotangent: UnsafeMutablePointer<Scalar>, timeCotangents: UnsafeMutablePointer<Double>?
  ) throws(SolverError) {
    integrator.statistics = SolveStatistics()
    cotangent.update(repeating: 0, count: rows * pitch)
    quadratureError?.begin()
    var trial: Double?
    for k in stride(from: problem.most - 2, through: 0, by: -1) {
      setUp(k, problem)
      try integrator.start(parameters, trial: trial)
      while !integrator.isDone {
        try integrator.toAcceptance(parameters)
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
      if integrator.options.stepping == .group { trial = integrator.cohort.trial[0] }
      try measure(k, problem)
    }
    quadratureError?.add(to: gradient)
    statistics = integrator.statistics
    statistics.add(integrator.field.equation.products, count: statistics.evaluations)
    if let timeCotangents {
      statistics += observationTimes.book(
        problem, start: cotangent, parameters, into: timeCotangents)
    }
    initialCotangent.update(from: cotangent, count: rows * pitch)
    Scalar.add(initialCotangent, problem.cotangents, count: rows * pitch)
  }

  /// Lets the cohort start at observation `k + 1`, with the samples that have one, heading for observation `k`.
  private func setUp(_ k: Int, _ problem: ObservedStates<Scalar>) {
    let cohort = integrator.cohort
    var live = 0
    for sample in 0..<problem.samples where Int(problem.counts[sample]) > k + 1 {
      cohort.seat(
        live, sample: sample, origin: problem.times[sample], from: rounds.elapsed(k + 1, sample),
        to: rounds.elapsed(k, sample))
      live += 1
    }
    cohort.live = live
    cohort.columns = Scalar.paddedColumns(live)
    cohort.pad()
    let columns = cohort.columns
    Scalar.add(cotangent, problem.cotangents + (k + 1) * rows * pitch, count: rows * pitch)
    for column in 0..<columns { slots[column] = Int32(k + 1) }
    Scalar.gatherColumns(
      cohort.state, columns: columns, from: problem.states, pitch: pitch, slots: slots, ids: cohort.ids, rows: rows)
    for column in 0..<columns { slots[column] = column < live ? 0 : -1 }
    Scalar.gatherColumns(
      cohort.state + rows * columns, columns: columns, from: cotangent, pitch: pitch, slots: slots, ids: cohort.ids,
      rows: rows)
  }

  /// Stores the state and cotangent of the columns that reach their end with this step.
  private func keepLandings() {
    let cohort = integrator.cohort
    let columns = cohort.columns
    for column in 0..<columns {
      slots[column] = column < cohort.live && cohort.step[column] != 0 && integrator.lands(column) ? 0 : -1
    }
    Scalar.scatterColumns(
      reconstruction, pitch: pitch, slots: slots, ids: cohort.ids, from: integrator.next, columns: columns, rows: rows)
    Scalar.scatterColumns(
      cotangent, pitch: pitch, slots: slots, ids: cohort.ids, from: integrator.next + rows * columns,
      columns: columns, rows: rows)
  }

  /// Compares the reconstructed states with the forward ones: the root mean square of the difference over `1 + |y|`.
  private func measure(_ k: Int, _ problem: ObservedStates<Scalar>) throws(SolverError) {
    let truth = problem.states + k * rows * pitch
    difference.update(from: truth, count: rows * pitch)
    Scalar.scale(difference, by: -1, count: rows * pitch)
    Scalar.add(difference, reconstruction, count: rows * pitch)
    Scalar.scaledSquares(sums, difference, relativeTo: truth, atol: ones, rtol: ones, rows: rows, columns: pitch)
    Scalar.widen(misses, from: sums, count: pitch)
    for sample in 0..<problem.samples where Int(problem.counts[sample]) > k + 1 {
      let miss = (misses[sample] / Double(rows)).squareRoot()
      integrator.statistics.reconstructionError = max(integrator.statistics.reconstructionError, miss)
      guard miss <= bound else {
        var error = SolverError(kind: .reconstruction, sample: sample)
        error.time = problem.times[k * pitch + sample]
        error.measure = miss
        throw error
      }
    }
  }
}
