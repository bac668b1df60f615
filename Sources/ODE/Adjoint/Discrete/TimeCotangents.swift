import Kernels

/// The gradient with respect to the observation times, the start and the end included.
///
/// With accepted step sizes as constants, moving an observation moves only its place in the dense output; moving the
/// end changes the last step's size; moving the start moves every stage and shortens the last step. A stop on the way
/// stays where it is: what comes before it moves with the start up to there, what comes behind does not move at all.
struct TimeCotangents<Scalar: Real> {
  private let tableau: Tableau
  private let rows: Int
  private let pitch: Int
  private let output: UnsafeMutablePointer<Double>
  /// By sample, the cotangent of the start.
  private let start: UnsafeMutablePointer<Double>
  /// By column, the cotangent of the current step's size.
  private let size: UnsafeMutablePointer<Double>
  private let dots: UnsafeMutablePointer<Double>
  private let wide: UnsafeMutablePointer<Double>
  private let sum: UnsafeMutablePointer<Scalar>

  init(
    tableau: Tableau, rows: Int, pitch: Int, output: UnsafeMutablePointer<Double>, in arena: Arena
  ) {
    self.tableau = tableau
    self.rows = rows
    self.pitch = pitch
    self.output = output
    start = arena.take(Double.self, pitch)
    size = arena.take(Double.self, pitch)
    dots = arena.take(Double.self, pitch)
    wide = arena.take(Double.self, pitch)
    sum = arena.take(Scalar.self, rows * pitch)
  }

  /// Starts a sweep; the output is to be zero.
  func begin() {
    start.update(repeating: 0, count: pitch)
    size.update(repeating: 0, count: pitch)
  }

  /// Comes to a step from behind: where it leads to a stop, what lies behind does not depend on the start.
  func enter<Field: VectorField<Scalar>>(_ integrator: Integrator<Field>) {
    let cohort = integrator.cohort
    for column in 0..<cohort.live where integrator.stopsShort(column) { start[Int(cohort.ids[column])] = 0 }
  }

  /// Books what is read off the dense output of a step at fixed times, with its cotangents.
  ///
  /// - Parameter slots: which observation each column's place is, whose time gets its cotangent; nil for places whose
  ///   time is not given but found.
  func observe<Field: VectorField<Scalar>>(
    _ cotangents: UnsafePointer<Scalar>, reader: DenseReader<Scalar>, slots: UnsafePointer<Int32>?,
    integrator: Integrator<Field>
  ) {
    let cohort = integrator.cohort
    // Fixed time since the step's start: d/dh of h b(t/h) is b - theta b'. Where a polynomial through derivatives is
    // integrated, its place does not change with h: only its node at the end moves, which the stage there books.
    let scales = integrator.multistep == nil
    if scales {
      reader.readChange(into: sum, integrator)
      dot(cotangents, cohort)
      for column in 0..<cohort.live where reader.theta[column] >= 0 {
        size[column] += dots[column] / cohort.step[column]
      }
    }
    reader.readSlope(into: sum, integrator)
    dot(cotangents, cohort)
    for column in 0..<cohort.live where reader.theta[column] >= 0 {
      let sample = Int(cohort.ids[column])
      if let slots { output[Int(slots[column]) * pitch + sample] += dots[column] }
      start[sample] -= dots[column]
      if scales { size[column] -= reader.theta[column] * dots[column] }
    }
  }

  /// Books what running costs read off the dense output at a fixed place of a step.
  ///
  /// The cotangents are of the state and of the time there; `rates` in the step's size count by the `weight` of the
  /// place.
  func read<Field: VectorField<Scalar>>(
    _ cotangents: UnsafePointer<Scalar>, _ time: UnsafePointer<Scalar>, rates: UnsafePointer<Double>, weight: Double,
    reader: DenseReader<Scalar>, integrator: Integrator<Field>
  ) {
    let cohort = integrator.cohort
    // Of a polynomial through derivatives only the place read moves with h here, as in `observe`.
    let scales = integrator.multistep == nil
    if scales { reader.readChange(into: sum, integrator) } else { reader.readSlope(into: sum, integrator) }
    dot(cotangents, cohort)
    Scalar.widen(wide, from: time, count: cohort.columns)
    for column in 0..<cohort.live where reader.theta[column] >= 0 {
      let theta = reader.theta[column]
      start[Int(cohort.ids[column])] += wide[column]
      size[column] += scales ? dots[column] / cohort.step[column] : theta * dots[column]
      size[column] += theta * wide[column] + weight * rates[column]
    }
  }

  private func dot(_ cotangents: UnsafePointer<Scalar>, _ cohort: Cohort<Scalar>) {
    dots.update(repeating: 0, count: cohort.columns)
    Scalar.addColumnDots(dots, sum, cotangents, rows: rows, columns: cohort.columns)
  }

  /// The cotangent of the start of what has been swept of a sample, which from now on starts anew.
  func takeStart(_ sample: Int) -> Double {
    defer { start[sample] = 0 }
    return start[sample]
  }

  /// Books stage `i` with its time's cotangent, its own and `zeta_i`.
  func stage<Field: VectorField<Scalar>>(
    _ i: Int, _ time: UnsafePointer<Scalar>, kappa: UnsafePointer<Scalar>, zeta: UnsafePointer<Scalar>,
    bank: StageBank<Scalar>, integrator: Integrator<Field>
  ) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    Scalar.widen(wide, from: time, count: columns)
    for column in 0..<cohort.live where cohort.step[column] != 0 {
      start[Int(cohort.ids[column])] += wide[column]
      size[column] += tableau.c[i] * wide[column]
    }
    guard i > 0 else { return }
    integrator.writeArgumentRate(i, of: bank, into: sum)
    Scalar.addColumnDots(size, sum, zeta, rows: rows, columns: columns)
    guard let multistep = integrator.multistep else { return }
    // A node that moves by dx, its value kept, changes the polynomial P by -P' dx times its own basis polynomial.
    integrator.write(.curvature, of: multistep, base: nil, into: sum)
    dot(kappa, cohort)
    for column in 0..<cohort.live { size[column] -= dots[column] }
  }

  /// Books the Jacobian's and the time derivative's part of a linearly implicit stage.
  ///
  /// That is the cotangent it has of the time at the step's start, and with `kappa` what `product = J v + gamma f_t`
  /// makes of the step's size.
  func linearization<Field: VectorField<Scalar>>(
    _ time: UnsafePointer<Scalar>, product: UnsafePointer<Scalar>, kappa: UnsafePointer<Scalar>,
    integrator: Integrator<Field>
  ) {
    let cohort = integrator.cohort
    Scalar.widen(wide, from: time, count: cohort.columns)
    for column in 0..<cohort.live where cohort.step[column] != 0 { start[Int(cohort.ids[column])] += wide[column] }
    Scalar.addColumnDots(size, product, kappa, rows: rows, columns: cohort.columns)
  }

  /// Books what the running costs of stage `i` make of the step's size: `b_i` times their weighed rates by column.
  func cost(_ i: Int, rates: UnsafePointer<Double>, live: Int) {
    for column in 0..<live { size[column] += tableau.b[i] * rates[column] }
  }

  /// Books the step with the cotangent of its end, its companion's behind it, and for the columns whose step is cut to
  /// land the cotangent of its size.
  func step<Field: VectorField<Scalar>>(
    lambda: UnsafePointer<Scalar>, bank: StageBank<Scalar>, integrator: Integrator<Field>, counts: UnsafePointer<Int32>
  ) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    integrator.writeEndRate(of: bank, into: sum)
    Scalar.addColumnDots(size, sum, lambda, rows: rows, columns: columns)
    if let companion = integrator.plan.companion, !integrator.carriesSlope {
      Scalar.stageSum(
        sum, base: nil, scale: nil, companion.terms(of: bank.stages, stride: integrator.stride), rows: rows,
        columns: columns)
      Scalar.addColumnDots(size, sum, lambda + integrator.stride, rows: rows, columns: columns)
    }
    for column in 0..<cohort.live where cohort.step[column] != 0 {
      let sample = Int(cohort.ids[column])
      if integrator.isLast(column) {
        output[(Int(counts[sample]) - 1) * pitch + sample] += size[column]
        start[sample] -= size[column]
      } else if integrator.fillsGap(column) {
        start[sample] -= size[column]
      }
    }
    size.update(repeating: 0, count: pitch)
  }

  /// Adds what the starts' times have to do with the companions that start with them.
  func shiftStarts(_ time: UnsafePointer<Scalar>, cohort: Cohort<Scalar>) {
    Scalar.widen(wide, from: time, count: cohort.columns)
    for column in 0..<cohort.live { start[Int(cohort.ids[column])] += wide[column] }
  }

  /// Writes the starts' cotangents.
  func finish() {
    for sample in 0..<pitch { output[sample] += start[sample] }
  }
}
