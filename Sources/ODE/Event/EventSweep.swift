import Kernels

/// Carries the cotangents of events back through a sweep.
///
/// An event's time `t*` solves `g(t*, y(t*)) = 0` along the dense output `y(t) = y_n + h sum_i b_i(theta) K_i` of its
/// step. With `a` the cotangent of the state at the event and `tau` that of its time, whatever moves the dense output
/// moves the time as well, and the whole is as if the state at a fixed `t*` were observed with the cotangent
/// `a + mu dg/dy`, `mu = -(tau + a . y'(t*)) / (dg/dy . y'(t*) + dg/dt)`; the parameters gain `mu dg/dp` (implicit
/// function theorem; Chen, Amos and Nickel, "Learning Neural Event Functions for Ordinary Differential Equations",
/// 2021, with the derivative of the dense output in the place of `f`). Where an event cut the step, `a` is what the
/// jump pulls back from the state after it, and `tau` holds the cotangent of the later segment's start.
final class EventSweep<Scalar: Real> {
  /// Where the events of the round lie, and what cotangents the states there have.
  let reader: DenseReader<Scalar>
  let cotangent: UnsafeMutablePointer<Scalar>

  private let plan: EventPlan<Scalar>
  private let book: EventBook<Scalar>
  private let rows: Int
  private let pitch: Int
  /// By sample, how many events are left to sweep.
  private let left: UnsafeMutablePointer<Int32>
  private let slots: UnsafeMutablePointer<Int32>
  private let state: UnsafeMutablePointer<Scalar>
  private let slope: UnsafeMutablePointer<Scalar>
  private let gradient: UnsafeMutablePointer<Scalar>
  private let pulled: UnsafeMutablePointer<Scalar>
  private let jumped: UnsafeMutablePointer<Scalar>
  private let timeRow: UnsafeMutablePointer<Scalar>
  private let mask: UnsafeMutablePointer<Scalar>
  private let row: UnsafeMutablePointer<Scalar>
  private let instants: UnsafeMutablePointer<Double>
  private let tau: UnsafeMutablePointer<Double>
  private let rate: UnsafeMutablePointer<Double>
  private let dots: UnsafeMutablePointer<Double>
  private let mu: UnsafeMutablePointer<Double>

  init(search: EventSearch<Scalar>, rows: Int, pitch: Int, method: Method, in arena: Arena) {
    plan = search.plan
    book = search.book
    self.rows = rows
    self.pitch = pitch
    reader = DenseReader(pitch: pitch, method: method, in: arena)
    cotangent = arena.take(Scalar.self, rows * pitch)
    left = arena.take(Int32.self, pitch)
    slots = arena.take(Int32.self, pitch)
    state = arena.take(Scalar.self, rows * pitch)
    slope = arena.take(Scalar.self, rows * pitch)
    gradient = arena.take(Scalar.self, rows * pitch)
    pulled = arena.take(Scalar.self, rows * pitch)
    jumped = arena.take(Scalar.self, rows * pitch)
    timeRow = arena.take(Scalar.self, pitch)
    mask = arena.take(Scalar.self, pitch)
    row = arena.take(Scalar.self, pitch)
    instants = arena.take(Double.self, pitch)
    tau = arena.take(Double.self, pitch)
    rate = arena.take(Double.self, pitch)
    dots = arena.take(Double.self, pitch)
    mu = arena.take(Double.self, pitch)
  }

  /// Prepares for a sweep.
  func begin() {
    left.update(from: book.counts, count: pitch)
  }

  /// Takes the latest event not yet swept of every column that has one in the integrator's step; false if none has.
  func next<Field: VectorField<Scalar>>(_ integrator: Integrator<Field>) -> Bool {
    let cohort = integrator.cohort
    var found = false
    for column in 0..<cohort.columns {
      slots[column] = -1
      reader.theta[column] = DenseReader<Scalar>.nowhere
      instants[column] = cohort.time[column]
      guard column < cohort.live, cohort.step[column] != 0 else { continue }
      let sample = Int(cohort.ids[column])
      let place = Int(left[sample]) - 1
      guard place >= 0, book.steps[place * pitch + sample] == cohort.record else { continue }
      left[sample] -= 1
      slots[column] = Int32(place)
      instants[column] = book.elapsed[place * pitch + sample]
      reader.theta[column] = integrator.theta(of: instants[column], column)
      found = true
    }
    return found
  }

  /// Works out ``cotangent`` for the events of the round, and adds what the events themselves owe the parameters.
  ///
  /// - Parameters:
  ///   - lambda: the cotangent of the state after the step; zero afterwards in the columns that an event cut.
  ///   - times: the time cotangents of the sweep, which hold what the later segments' starts are worth.
  func pullBack<Field: VectorField<Scalar>>(
    lambda: UnsafeMutablePointer<Scalar>, _ integrator: Integrator<Field>, times: TimeCotangents<Scalar>,
    _ parameters: Vector<Scalar>, into total: MutableVector<Scalar>
  ) {
    let cohort = integrator.cohort
    let columns = cohort.columns
    let count = rows * columns
    reader.read(into: state, integrator)
    reader.readSlope(into: slope, integrator)
    Scalar.narrowSums(timeRow, cohort.origin, instants, count: columns)
    let at = FieldPoint(
      times: Vector(timeRow, count: columns), state: Columns(state, rows: rows, columns: columns),
      parameters: parameters)
    Scalar.gatherColumns(
      cotangent, columns: columns, from: book.stateCotangents, pitch: pitch, slots: slots, ids: cohort.ids, rows: rows)
    for column in 0..<columns {
      tau[column] = slots[column] < 0 ? 0 : book.timeCotangents[Int(slots[column]) * pitch + Int(cohort.ids[column])]
    }
    for (kind, event) in plan.events.enumerated() {
      if case .jump(let jump) = event.effect, mark(cohort, { cuts($0, kind, cohort) }) {
        pullBack(through: jump, at, lambda: lambda, total)
      }
    }
    if mark(cohort, { cuts($0, nil, cohort) }) {
      for column in 0..<cohort.live where mask[column] != 0 { tau[column] += times.takeStart(Int(cohort.ids[column])) }
      pulled.update(repeating: 0, count: count)
      Scalar.copyColumns(lambda, from: pulled, where: mask, rows: rows, columns: columns)
    }
    dots.update(repeating: 0, count: columns)
    Scalar.addColumnDots(dots, cotangent, slope, rows: rows, columns: columns)
    for kind in plan.events.indices where mark(cohort, { isOf($0, kind, cohort) }) { implicit(kind, at, total) }
  }

  /// Adds what a jump pulls back to the cotangents of its columns.
  private func pullBack(
    through jump: any StateJump<Scalar>, _ at: FieldPoint<Scalar>, lambda: UnsafePointer<Scalar>,
    _ total: MutableVector<Scalar>
  ) {
    let count = rows * at.columns
    jumped.update(repeating: 0, count: count)
    Scalar.copyColumns(jumped, from: lambda, where: mask, rows: rows, columns: at.columns)
    let a = Columns(jumped, rows: rows, columns: at.columns)
    jump.vjp(
      at, cotangent: a, state: MutableColumns(gradient, rows: rows, columns: at.columns),
      time: MutableVector(row, count: at.columns))
    jump.accumulateParameterGradient(at, cotangent: a, into: total)
    pulled.update(repeating: 0, count: count)
    Scalar.copyColumns(pulled, from: gradient, where: mask, rows: rows, columns: at.columns)
    Scalar.add(cotangent, pulled, count: count)
    Scalar.widen(rate, from: row, count: at.columns)
    for column in 0..<at.columns where mask[column] != 0 { tau[column] += rate[column] }
  }

  /// Lets the time of the events of one kind follow the state, by the implicit function theorem.
  private func implicit(_ kind: Int, _ at: FieldPoint<Scalar>, _ total: MutableVector<Scalar>) {
    let function = plan.events[kind].function
    function.derivatives(
      at, state: MutableColumns(gradient, rows: rows, columns: at.columns), time: MutableVector(row, count: at.columns))
    Scalar.widen(rate, from: row, count: at.columns)
    Scalar.addColumnDots(rate, gradient, slope, rows: rows, columns: at.columns)
    for column in 0..<at.columns {
      mu[column] = mask[column] == 0 ? 0 : -(tau[column] + dots[column]) / rate[column]
    }
    Scalar.narrow(row, from: mu, count: at.columns)
    function.accumulateParameterGradient(at, weight: Vector(row, count: at.columns), into: total)
    Scalar.columnWeightedSum(
      cotangent, base: cotangent, stages: gradient, stride: rows * at.columns, count: 1, weights: row, rows: rows,
      columns: at.columns)
  }

  private func isOf(_ column: Int, _ kind: Int, _ cohort: Cohort<Scalar>) -> Bool {
    guard slots[column] >= 0 else { return false }
    return Int(book.kinds[Int(slots[column]) * pitch + Int(cohort.ids[column])]) == kind
  }

  /// Whether the round's event of a column is the one that cut its step, and of that kind.
  private func cuts(_ column: Int, _ kind: Int?, _ cohort: Cohort<Scalar>) -> Bool {
    guard slots[column] >= 0, cohort.isCut(column) else { return false }
    let entry = Int(slots[column]) * pitch + Int(cohort.ids[column])
    return book.kinds[entry] == cohort.cutKind[column] && book.elapsed[entry] == cohort.cut[column]
      && (kind == nil || Int(book.kinds[entry]) == kind)
  }

  private func mark(_ cohort: Cohort<Scalar>, _ isMarked: (Int) -> Bool) -> Bool {
    var found = false
    for column in 0..<cohort.columns {
      let marks = isMarked(column)
      mask[column] = marks ? 1 : 0
      found = found || marks
    }
    return found
  }
}
