import Kernels

/// The gradient with respect to the observation times, the start and the end included.
///
/// With accepted step sizes as constants, moving an observation moves only its place in the dense output; moving the
/// end changes the last step's size; moving the start moves every stage and shortens the last step. A stop on the way
/// stays where it is: what comes before it moves with the start up to there, what comes behind does not move at all.
struct TimeCotangents<Scalar: KernelScalar> {
  private let tableau: Tableau
  private let output: MutableColumns<Double>
  /// By sample, the cotangent of the start.
  private let start: MutableVector<Double>
  /// By column, the cotangent of the current step's size.
  private let size: MutableVector<Double>
  private let dots: MutableVector<Double>
  private let wide: MutableVector<Double>
  private let sum: MutableColumns<Scalar>

  init(tableau: Tableau, rows: Int, output: MutableColumns<Double>, in arena: Arena) {
    self.tableau = tableau
    self.output = output
    start = arena.vector(Double.self, output.columns)
    size = arena.vector(Double.self, output.columns)
    dots = arena.vector(Double.self, output.columns)
    wide = arena.vector(Double.self, output.columns)
    sum = arena.columns(Scalar.self, rows: rows, columns: output.columns)
  }

  /// Starts a sweep; the output is to be zero.
  func begin() {
    start.fill(0)
    size.fill(0)
  }

  /// Comes to a step from behind: where it leads to a stop, what lies behind does not depend on the start.
  func enter<Field: VectorField<Scalar>>(_ integrator: Integrator<Field>) {
    let group = integrator.group
    for column in 0..<group.live where integrator.stopsShort(column) { start[Int(group.ids[column])] = 0 }
  }

  /// Books what is read off the dense output of a step at fixed times, with its cotangents.
  ///
  /// - Parameter slots: which observation each column's place is, whose time gets its cotangent; nil for places whose
  ///   time is not given but found.
  func observe<Field: VectorField<Scalar>>(
    _ cotangents: Columns<Scalar>, reader: DenseReader<Scalar>, slots: Vector<Int32>?,
    integrator: Integrator<Field>
  ) {
    let group = integrator.group
    // Fixed time since the step's start: d/dh of h b(t/h) is b - theta b'. Where a polynomial through derivatives is
    // integrated, its place does not change with h: only its node at the end moves, which the stage there books.
    let scales = integrator.stepper.multistep == nil
    if scales {
      reader.readChange(into: sum.packed(columns: cotangents.columns), integrator)
      dot(cotangents)
      for column in 0..<group.live where reader.theta[column] >= 0 {
        size[column] += dots[column] / group.step[column]
      }
    }
    reader.readDerivative(into: sum.packed(columns: cotangents.columns), integrator)
    dot(cotangents)
    for column in 0..<group.live where reader.theta[column] >= 0 {
      let sample = Int(group.ids[column])
      if let slots { output[Int(slots[column]), sample] += dots[column] }
      start[sample] -= dots[column]
      if scales { size[column] -= reader.theta[column] * dots[column] }
    }
  }

  /// Books what running costs read off the dense output at a fixed place of a step.
  ///
  /// The cotangents are of the state and of the time there; `rates` in the step's size count by the `weight` of the
  /// place.
  func read<Field: VectorField<Scalar>>(
    _ cotangents: Columns<Scalar>, _ time: Vector<Scalar>, rates: Vector<Double>, weight: Double,
    reader: DenseReader<Scalar>, integrator: Integrator<Field>
  ) {
    let group = integrator.group
    // Of a polynomial through derivatives only the place read moves with h here, as in `observe`.
    let scales = integrator.stepper.multistep == nil
    let sum = sum.packed(columns: cotangents.columns)
    if scales { reader.readChange(into: sum, integrator) } else { reader.readDerivative(into: sum, integrator) }
    dot(cotangents)
    Scalar.widen(wide.first(time.count), from: time)
    for column in 0..<group.live where reader.theta[column] >= 0 {
      let theta = reader.theta[column]
      start[Int(group.ids[column])] += wide[column]
      size[column] += scales ? dots[column] / group.step[column] : theta * dots[column]
      size[column] += theta * wide[column] + weight * rates[column]
    }
  }

  /// Writes the product of each column of `sum` with its cotangents.
  private func dot(_ cotangents: Columns<Scalar>) {
    let dots = dots.first(cotangents.columns)
    dots.fill(0)
    Scalar.addColumnDots(dots, sum.packed(columns: cotangents.columns).view, cotangents)
  }

  /// The cotangent of the start of what has been swept of a sample, which from now on starts anew.
  func takeStart(_ sample: Int) -> Double {
    defer { start[sample] = 0 }
    return start[sample]
  }

  /// Books stage `i` with its time's cotangent, its own and `zeta_i`.
  func stage<Field: VectorField<Scalar>>(
    _ i: Int, _ time: Vector<Scalar>, kappa: Columns<Scalar>, zeta: Columns<Scalar>, buffer: StageBuffer<Scalar>,
    integrator: Integrator<Field>
  ) {
    let group = integrator.group
    Scalar.widen(wide.first(time.count), from: time)
    for column in 0..<group.live where group.step[column] != 0 {
      start[Int(group.ids[column])] += wide[column]
      size[column] += tableau.c[i] * wide[column]
    }
    guard i > 0 else { return }
    let sum = sum.packed(columns: zeta.columns)
    integrator.writeArgumentRate(i, of: buffer, into: sum)
    Scalar.addColumnDots(size.first(zeta.columns), sum.view, zeta)
    guard let multistep = integrator.stepper.multistep else { return }
    // A node that moves by dx, its value kept, changes the polynomial P by -P' dx times its own basis polynomial.
    multistep.write(.secondDerivative, of: integrator, base: nil, into: sum)
    dot(kappa)
    for column in 0..<group.live { size[column] -= dots[column] }
  }

  /// Books the Jacobian's and the time derivative's part of a linearly implicit stage.
  ///
  /// That is the cotangent it has of the time at the step's start, and with `kappa` what `product = J v + gamma f_t`
  /// makes of the step's size.
  func linearization<Field: VectorField<Scalar>>(
    _ time: Vector<Scalar>, product: Columns<Scalar>, kappa: Columns<Scalar>, integrator: Integrator<Field>
  ) {
    let group = integrator.group
    Scalar.widen(wide.first(time.count), from: time)
    for column in 0..<group.live where group.step[column] != 0 { start[Int(group.ids[column])] += wide[column] }
    Scalar.addColumnDots(size.first(kappa.columns), product, kappa)
  }

  /// Books what the running costs of stage `i` make of the step's size: `b_i` times their weighed rates by column.
  func cost(_ i: Int, rates: Vector<Double>, live: Int) {
    for column in 0..<live { size[column] += tableau.b[i] * rates[column] }
  }

  /// Books the step with the cotangents of its end and of its companion's, and for the columns whose step is cut to
  /// land the cotangent of its size.
  func step<Field: VectorField<Scalar>>(
    lambda: Columns<Scalar>, auxiliary: Columns<Scalar>?, buffer: StageBuffer<Scalar>, integrator: Integrator<Field>,
    counts: Vector<Int32>
  ) {
    let group = integrator.group
    let (sum, sizes) = (sum.packed(columns: lambda.columns), size.first(lambda.columns))
    integrator.writeEndRate(of: buffer, into: sum)
    Scalar.addColumnDots(sizes, sum.view, lambda)
    if let weights = integrator.plan.auxiliary, let auxiliary, integrator.plan.derivativeCotangents == nil {
      Scalar.stageSum(sum, base: nil, scale: nil, weights.terms(of: buffer.stages))
      Scalar.addColumnDots(sizes, sum.view, auxiliary)
    }
    for column in 0..<group.live where group.step[column] != 0 {
      let sample = Int(group.ids[column])
      if integrator.isLast(column) {
        output[Int(counts[sample]) - 1, sample] += size[column]
        start[sample] -= size[column]
      } else if integrator.fillsGap(column) {
        start[sample] -= size[column]
      }
    }
    size.fill(0)
  }

  /// Adds what the starts' times have to do with the auxiliary states that start with them.
  func shiftStarts(_ time: Vector<Scalar>, group: GroupState<Scalar>) {
    Scalar.widen(wide.first(time.count), from: time)
    for column in 0..<group.live { start[Int(group.ids[column])] += wide[column] }
  }

  /// Writes the starts' cotangents.
  func finish() {
    for sample in 0..<start.count { output[0, sample] += start[sample] }
  }
}
