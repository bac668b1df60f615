import Glibc
import Kernels

/// The continuous adjoint of the paper in constant memory: the state is solved backward together with its cotangent.
///
/// Backward from one observation to the one before, the state starts from its stored forward value (Chen et al. 2018,
/// algorithm 2), so that errors of the reconstruction do not add up. The parameters' quadrature is summed over accepted
/// steps and takes no part in the error norm (the seminorm of Kidger, Chen and Lyons, "Hey, that's not an ODE", 2021). The
/// distance between each reconstructed state and the true one is measured, and above a bound the gradient is refused.
final class Backsolve<Field: DifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  private let integrator: Integrator<AdjointField<Field>>
  private let bound: Double
  private let rows: Int
  private let pitch: Int
  /// The cotangent, and the reconstructed state, `[rows, pitch]` by sample.
  private let cotangent: UnsafeMutablePointer<Scalar>
  private let reconstruction: UnsafeMutablePointer<Scalar>
  private let difference: UnsafeMutablePointer<Scalar>
  private let weightRow: UnsafeMutablePointer<Scalar>
  private let ones: UnsafeMutablePointer<Scalar>
  private let sums: UnsafeMutablePointer<Scalar>
  private let product: UnsafeMutablePointer<Double>
  private let slots: UnsafeMutablePointer<Int32>
  private let zeros: UnsafeMutablePointer<Int32>

  static func bytes(field: Field, pitch: Int, method: Method) -> Int {
    let rows = field.stateCount
    let adjoint = AdjointField(base: field)
    return Integrator<AdjointField<Field>>.bytes(
      rows: 2 * rows, capacity: pitch, banks: 2, tape: adjoint.tapeCount(columns: pitch), method: method)
      + 3 * Arena.bytes(Scalar.self, rows * pitch) + 2 * Arena.bytes(Scalar.self, pitch)
      + Arena.bytes(Scalar.self, rows) + Arena.bytes(Double.self, pitch) + 2 * Arena.bytes(Int32.self, pitch)
  }

  init(field: Field, options: SolveOptions, bound: Double, pitch: Int, in arena: Arena) {
    integrator = Integrator(
      field: AdjointField(base: field), options: options, capacity: pitch, banks: 2, in: arena)
    self.bound = bound
    self.pitch = pitch
    rows = field.stateCount
    cotangent = arena.take(Scalar.self, rows * pitch)
    reconstruction = arena.take(Scalar.self, rows * pitch)
    difference = arena.take(Scalar.self, rows * pitch)
    weightRow = arena.take(Scalar.self, pitch)
    sums = arena.take(Scalar.self, pitch)
    ones = arena.take(Scalar.self, rows)
    ones.update(repeating: 1, count: rows)
    product = arena.take(Double.self, pitch)
    slots = arena.take(Int32.self, pitch)
    zeros = arena.take(Int32.self, pitch)
  }

  /// What the last sweep cost.
  var statistics: SolveStatistics { integrator.statistics }

  /// Solves the adjoint from the last observation to the first, adds to `gradient` and writes the initial cotangent.
  func sweep(
    parameters: UnsafePointer<Scalar>, samples: Int, times: UnsafePointer<Double>, counts: UnsafePointer<Int32>,
    states: UnsafePointer<Scalar>, cotangents: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>,
    initialCotangent: UnsafeMutablePointer<Scalar>, timeCotangents: UnsafeMutablePointer<Double>?
  ) throws(SolverError) {
    integrator.statistics = SolveStatistics()
    cotangent.update(repeating: 0, count: rows * pitch)
    var most = 0
    for sample in 0..<samples { most = max(most, Int(counts[sample])) }
    var trial: Double?
    for k in stride(from: most - 2, through: 0, by: -1) {
      setUp(k, samples: samples, times: times, counts: counts, states: states, cotangents: cotangents)
      try integrator.start(parameters, trial: trial)
      if let timeCotangents {
        try bookTimes(k + 1, cotangents, parameters, into: timeCotangents)
      }
      while !integrator.isDone {
        try integrator.toAcceptance(parameters)
        accumulate(parameters, into: gradient)
        keepLandings()
        integrator.commit()
      }
      if integrator.options.stepping == .group { trial = integrator.cohort.trial[0] }
      try measure(k, samples: samples, counts: counts, times: times, states: states)
    }
    if let timeCotangents {
      try bookStart(samples: samples, times: times, states: states, parameters, into: timeCotangents)
    }
    initialCotangent.update(from: cotangent, count: rows * pitch)
    Scalar.add(initialCotangent, cotangents, count: rows * pitch)
  }

  /// Lets the cohort start at observation `k + 1`, with the samples that have one, heading for observation `k`.
  private func setUp(
    _ k: Int, samples: Int, times: UnsafePointer<Double>, counts: UnsafePointer<Int32>, states: UnsafePointer<Scalar>,
    cotangents: UnsafePointer<Scalar>
  ) {
    let cohort = integrator.cohort
    var live = 0
    for sample in 0..<samples where Int(counts[sample]) > k + 1 {
      cohort.ids[live] = Int32(sample)
      cohort.time[live] = times[(k + 1) * pitch + sample]
      cohort.end[live] = times[k * pitch + sample]
      live += 1
    }
    cohort.live = live
    cohort.columns = Scalar.paddedColumns(live)
    cohort.pad()
    let columns = cohort.columns
    Scalar.add(cotangent, cotangents + (k + 1) * rows * pitch, count: rows * pitch)
    for column in 0..<columns { slots[column] = Int32(k + 1) }
    Scalar.gatherColumns(
      cohort.state, columns: columns, from: states, pitch: pitch, slots: slots, ids: cohort.ids, rows: rows)
    for column in 0..<columns { slots[column] = column < live ? 0 : -1 }
    Scalar.gatherColumns(
      cohort.state + rows * columns, columns: columns, from: cotangent, pitch: pitch, slots: slots, ids: cohort.ids,
      rows: rows)
  }

  /// Adds `-h b_i (df/dp)^T a` of every stage of the accepted step, summed over the group.
  private func accumulate(_ parameters: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    let bank = integrator.bank(of: cohort.record).pointee
    let weights = integrator.options.method.tableau.b
    for i in weights.indices where weights[i] != 0 {
      for column in 0..<columns { product[column] = -weights[i] * cohort.step[column] }
      Scalar.narrow(weightRow, from: product, count: columns)
      if i > 0 { integrator.writeArgument(i, of: bank, into: integrator.argument) }
      let state = i == 0 ? cohort.state : integrator.argument
      integrator.field.accumulate(
        integrator.point(stage: i, state: state, parameters: parameters), tape: bank.tapes[i], weight: weightRow,
        into: gradient)
      integrator.statistics.vjps += 1
    }
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
  private func measure(
    _ k: Int, samples: Int, counts: UnsafePointer<Int32>, times: UnsafePointer<Double>, states: UnsafePointer<Scalar>
  ) throws(SolverError) {
    let truth = states + k * rows * pitch
    difference.update(from: truth, count: rows * pitch)
    Scalar.scale(difference, by: -1, count: rows * pitch)
    Scalar.add(difference, reconstruction, count: rows * pitch)
    Scalar.scaledSquares(sums, difference, relativeTo: truth, atol: ones, rtol: ones, rows: rows, columns: pitch)
    Scalar.widen(product, from: sums, count: pitch)
    for sample in 0..<samples where Int(counts[sample]) > k + 1 {
      let miss = (product[sample] / Double(rows)).squareRoot()
      integrator.statistics.reconstructionError = max(integrator.statistics.reconstructionError, miss)
      guard miss <= bound else {
        var error = SolverError(kind: .reconstruction, sample: sample)
        error.time = times[k * pitch + sample]
        error.measure = miss
        throw error
      }
    }
  }

  // MARK: Times

  /// Books `dL/dt = cotangent . f` of the observations where this stretch starts.
  private func bookTimes(
    _ k: Int, _ cotangents: UnsafePointer<Scalar>, _ parameters: UnsafePointer<Scalar>,
    into output: UnsafeMutablePointer<Double>
  ) throws(SolverError) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    if !integrator.isFirstStageReady { try integrator.evaluateFirstStage(parameters) }
    for column in 0..<columns { slots[column] = column < cohort.live ? Int32(k) : -1 }
    Scalar.gatherColumns(
      difference, columns: columns, from: cotangents, pitch: pitch, slots: slots, ids: cohort.ids, rows: rows)
    product.update(repeating: 0, count: pitch)
    Scalar.addColumnDots(
      product, difference, integrator.bank(of: cohort.record).pointee.stages, rows: rows, columns: columns)
    for column in 0..<cohort.live { output[k * pitch + Int(cohort.ids[column])] += product[column] }
  }

  /// Books `dL/dt_0 = -a . f` of the starts.
  private func bookStart(
    samples: Int, times: UnsafePointer<Double>, states: UnsafePointer<Scalar>, _ parameters: UnsafePointer<Scalar>,
    into output: UnsafeMutablePointer<Double>
  ) throws(SolverError) {
    Scalar.narrow(integrator.timeRow, from: times, count: pitch)
    integrator.field.base.evaluate(
      FieldPoint(times: integrator.timeRow, state: states, parameters: parameters, columns: pitch), into: difference,
      tape: integrator.bank(of: 0).pointee.firstTape)
    integrator.statistics.evaluations += 1
    product.update(repeating: 0, count: pitch)
    Scalar.addColumnDots(product, difference, cotangent, rows: rows, columns: pitch)
    for sample in 0..<samples { output[sample] -= product[sample] }
  }
}
