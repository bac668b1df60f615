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
final class EventSweep<Scalar: KernelScalar> {
  /// Where the events of the round lie, and what cotangents the states there have.
  let reader: DenseReader<Scalar>
  let cotangent: MutableColumns<Scalar>

  private let plan: EventConfiguration<Scalar>
  private let book: EventLog<Scalar>
  /// By sample, how many events are left to sweep.
  private let left: MutableVector<Int32>
  private let slots: MutableVector<Int32>
  private let state: MutableColumns<Scalar>
  private let derivative: MutableColumns<Scalar>
  private let gradient: MutableColumns<Scalar>
  private let pulled: MutableColumns<Scalar>
  private let jumped: MutableColumns<Scalar>
  private let timeRow: MutableVector<Scalar>
  private let mask: MutableVector<Scalar>
  private let row: MutableVector<Scalar>
  private let instants: MutableVector<Double>
  private let tau: MutableVector<Double>
  private let rate: MutableVector<Double>
  private let dots: MutableVector<Double>
  private let mu: MutableVector<Double>

  init(search: EventSearch<Scalar>, rows: Int, pitch: Int, method: Method, in arena: Arena) {
    plan = search.plan
    book = search.book
    reader = DenseReader(pitch: pitch, method: method, in: arena)
    cotangent = arena.columns(Scalar.self, rows: rows, columns: pitch)
    left = arena.vector(Int32.self, pitch)
    slots = arena.vector(Int32.self, pitch)
    state = arena.columns(Scalar.self, rows: rows, columns: pitch)
    derivative = arena.columns(Scalar.self, rows: rows, columns: pitch)
    gradient = arena.columns(Scalar.self, rows: rows, columns: pitch)
    pulled = arena.columns(Scalar.self, rows: rows, columns: pitch)
    jumped = arena.columns(Scalar.self, rows: rows, columns: pitch)
    timeRow = arena.vector(Scalar.self, pitch)
    mask = arena.vector(Scalar.self, pitch)
    row = arena.vector(Scalar.self, pitch)
    instants = arena.vector(Double.self, pitch)
    tau = arena.vector(Double.self, pitch)
    rate = arena.vector(Double.self, pitch)
    dots = arena.vector(Double.self, pitch)
    mu = arena.vector(Double.self, pitch)
  }

  /// Prepares for a sweep.
  func begin() { left.copy(book.counts) }

  /// Takes the latest event not yet swept of every column that has one in the integrator's step; false if none has.
  func next<Field: VectorField<Scalar>>(_ integrator: Integrator<Field>) -> Bool {
    let group = integrator.group
    var found = false
    for column in 0..<group.columns {
      slots[column] = -1
      reader.theta[column] = DenseReader<Scalar>.nowhere
      instants[column] = group.time[column]
      guard column < group.live, group.step[column] != 0 else { continue }
      let sample = Int(group.ids[column])
      let place = Int(left[sample]) - 1
      guard place >= 0, book.steps[place, sample] == group.stepIndex else { continue }
      left[sample] -= 1
      slots[column] = Int32(place)
      instants[column] = book.elapsed[place, sample]
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
    lambda: MutableColumns<Scalar>, _ integrator: Integrator<Field>, times: TimeCotangents<Scalar>,
    _ parameters: Vector<Scalar>, into total: MutableVector<Scalar>
  ) {
    let group = integrator.group
    let columns = group.columns
    let (state, derivative) = (state.packed(columns: columns), derivative.packed(columns: columns))
    let cotangent = cotangent.packed(columns: columns)
    reader.read(into: state, integrator)
    reader.readDerivative(into: derivative, integrator)
    let clocks = timeRow.first(columns)
    Scalar.narrowSums(clocks, group.origin.first(columns).view, instants.first(columns).view)
    let at = FieldPoint(times: clocks.view, state: state.view, parameters: parameters)
    let ids = group.ids.view
    Scalar.gatherColumns(cotangent, from: book.stateCotangents.view, slots: slots.view, ids: ids)
    for column in 0..<columns {
      tau[column] = slots[column] < 0 ? 0 : book.timeCotangents[Int(slots[column]), Int(ids[column])]
    }
    for (kind, event) in plan.events.enumerated() {
      if case .jump(let jump) = event.effect, mark(group, { cuts($0, kind, group) }) {
        pullBack(through: jump, at, lambda: lambda.view, total)
      }
    }
    if mark(group, { cuts($0, nil, group) }) {
      for column in 0..<group.live where mask[column] != 0 { tau[column] += times.takeStart(Int(group.ids[column])) }
      let zeros = pulled.packed(columns: columns)
      zeros.fill(0)
      Scalar.copyColumns(lambda, from: zeros.view, where: mask.first(columns).view)
    }
    let dots = dots.first(columns)
    dots.fill(0)
    Scalar.addColumnDots(dots, cotangent.view, derivative.view)
    for kind in plan.events.indices where mark(group, { isOf($0, kind, group) }) { implicit(kind, at, total) }
  }

  /// Adds what a jump pulls back to the cotangents of its columns.
  private func pullBack(
    through jump: any StateJump<Scalar>, _ at: FieldPoint<Scalar>, lambda: Columns<Scalar>,
    _ total: MutableVector<Scalar>
  ) {
    let columns = at.columns
    let (jumped, pulled) = (jumped.packed(columns: columns), pulled.packed(columns: columns))
    let (gradient, row) = (gradient.packed(columns: columns), row.first(columns))
    jumped.fill(0)
    Scalar.copyColumns(jumped, from: lambda, where: mask.first(columns).view)
    jump.vjp(at, cotangent: jumped.view, state: gradient, time: row)
    jump.accumulateParameterGradient(at, cotangent: jumped.view, into: total)
    pulled.fill(0)
    Scalar.copyColumns(pulled, from: gradient.view, where: mask.first(columns).view)
    Scalar.add(cotangent.packed(columns: columns), pulled.view)
    Scalar.widen(rate.first(columns), from: row.view)
    for column in 0..<at.columns where mask[column] != 0 { tau[column] += rate[column] }
  }

  /// Lets the time of the events of one kind follow the state, by the implicit function theorem.
  private func implicit(_ kind: Int, _ at: FieldPoint<Scalar>, _ total: MutableVector<Scalar>) {
    let function = plan.events[kind].function
    let columns = at.columns
    let (gradient, row) = (gradient.packed(columns: columns), row.first(columns))
    function.derivatives(at, state: gradient, time: row)
    Scalar.widen(rate.first(columns), from: row.view)
    Scalar.addColumnDots(rate.first(columns), gradient.view, derivative.packed(columns: columns).view)
    for column in 0..<at.columns {
      mu[column] = mask[column] == 0 ? 0 : -(tau[column] + dots[column]) / rate[column]
    }
    Scalar.narrow(row, from: mu.first(columns).view)
    function.accumulateParameterGradient(at, weight: row.view, into: total)
    let cotangent = cotangent.packed(columns: columns)
    Scalar.columnWeightedSum(
      cotangent, base: cotangent.view, stages: ColumnStack(gradient.view),
      weights: Columns(row.base, rows: 1, columns: columns))
  }

  private func isOf(_ column: Int, _ kind: Int, _ group: GroupState<Scalar>) -> Bool {
    guard slots[column] >= 0 else { return false }
    return Int(book.kinds[Int(slots[column]), Int(group.ids[column])]) == kind
  }

  /// Whether the round's event of a column is the one that cut its step, and of that kind.
  private func cuts(_ column: Int, _ kind: Int?, _ group: GroupState<Scalar>) -> Bool {
    guard slots[column] >= 0, group.isCut(column) else { return false }
    let (place, sample) = (Int(slots[column]), Int(group.ids[column]))
    return book.kinds[place, sample] == group.cutKind[column] && book.elapsed[place, sample] == group.cut[column]
      && (kind == nil || Int(book.kinds[place, sample]) == kind)
  }

  private func mark(_ group: GroupState<Scalar>, _ isMarked: (Int) -> Bool) -> Bool {
    var found = false
    for column in 0..<group.columns {
      let marks = isMarked(column)
      mask[column] = marks ? 1 : 0
      found = found || marks
    }
    return found
  }
}
