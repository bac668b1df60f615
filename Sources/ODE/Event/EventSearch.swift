import Kernels

/// Finds the events inside accepted steps and says where they cut them.
///
/// In every step each event's function is evaluated at the start, at evenly spaced places of the dense output and at
/// the end. Where its sign changes between neighbours the root is enclosed by the Illinois variant of the regula falsi
/// with a bisection in every third round, all columns side by side, until the enclosure is as narrow as time resolves.
/// An event's time is the far end of the enclosure, so that the function has changed its sign there.
final class EventSearch<Scalar: KernelScalar> {
  let plan: EventConfiguration<Scalar>
  let book: EventLog<Scalar>
  /// Whether events are noted in the book; off while steps are taken again for a gradient.
  var isNoting = false
  /// The states after the events that cut the step, in their columns.
  private let after: MutableColumns<Scalar>
  private let before: MutableColumns<Scalar>
  private let state: MutableColumns<Scalar>
  private let derivatives: MutableColumns<Scalar>
  private let reader: DenseReader<Scalar>
  /// Where it reads.
  private let theta: MutableVector<Double>
  private let values: MutableVector<Scalar>
  private let timeRow: MutableVector<Scalar>
  private let mask: MutableVector<Scalar>
  private let instants: MutableVector<Double>
  /// The function at the place before and at this one; their signs are those just after a place.
  private let left: MutableVector<Double>
  private let right: MutableVector<Double>
  private let probe: MutableVector<Double>
  private let roots: RootEnclosures
  private let slots: MutableVector<Int32>
  /// 1 where the jump that cut a column's step has moved the function that fired off zero.
  private let isMoved: MutableVector<Int32>

  init(plan: EventConfiguration<Scalar>, rows: Int, pitch: Int, method: Method, in arena: Arena) {
    self.plan = plan
    book = EventLog(capacity: plan.capacity, rows: rows, pitch: pitch, in: arena)
    reader = DenseReader(pitch: pitch, method: method, in: arena)
    theta = reader.theta
    roots = RootEnclosures(columns: pitch, in: arena)
    after = arena.columns(Scalar.self, rows: rows, columns: pitch)
    before = arena.columns(Scalar.self, rows: rows, columns: pitch)
    state = arena.columns(Scalar.self, rows: rows, columns: pitch)
    derivatives = arena.columns(Scalar.self, rows: rows, columns: pitch)
    values = arena.vector(Scalar.self, pitch)
    timeRow = arena.vector(Scalar.self, pitch)
    mask = arena.vector(Scalar.self, pitch)
    instants = arena.vector(Double.self, pitch)
    left = arena.vector(Double.self, pitch)
    right = arena.vector(Double.self, pitch)
    probe = arena.vector(Double.self, pitch)
    slots = arena.vector(Int32.self, pitch)
    isMoved = arena.vector(Int32.self, pitch)
  }

  /// Whether an event of this kind ends a sample's solve.
  func terminates(_ kind: Int) -> Bool {
    if case .terminate = plan.events[kind].effect { return true }
    return false
  }

  // MARK: Finding

  /// Looks for events in the step the integrator has accepted, and marks the columns of the group that they cut.
  func search<Field: VectorField<Scalar>>(
    _ integrator: Integrator<Field>, _ parameters: Vector<Scalar>
  ) throws(SolverError) {
    let group = integrator.group
    for (kind, event) in plan.events.enumerated() {
      try evaluateStart(kind, event, integrator, parameters)
      for place in 1...plan.samplesPerStep {
        try evaluate(place: place, event, integrator, parameters)
        if enclose(place: place, event, group) {
          try refine(event, integrator, parameters)
          try note(kind, event, integrator)
        }
        for column in 0..<group.live {
          // A zero that was reached belongs to the new side.
          left[column] = right[column] != 0 ? right[column] : left[column] == 0 ? 0 : -left[column]
        }
      }
    }
    try settle(integrator, parameters)
  }

  /// The function at the start of the step; where it vanishes, or has just fired and was left at zero, its sign a
  /// moment later.
  private func evaluateStart<Field: VectorField<Scalar>>(
    _ kind: Int, _ event: Event<Scalar>, _ integrator: Integrator<Field>, _ parameters: Vector<Scalar>
  ) throws(SolverError) {
    let group = integrator.group
    let columns = group.columns
    for column in 0..<columns { instants[column] = group.time[column] }
    let state = integrator.state.view
    try evaluate(event, state, into: left, integrator, parameters)
    guard (0..<group.live).contains(where: { left[$0] == 0 || Int(group.fired[$0]) == kind }) else { return }
    let (derivatives, values) = (derivatives.packed(columns: columns), values.first(columns))
    event.function.derivatives(point(state, group, parameters), state: derivatives, time: values)
    Scalar.widen(right.first(columns), from: values.view)
    let derivative = integrator.buffer(of: group.stepIndex).pointee.stage(0, columns: columns)
    Scalar.addColumnDots(right.first(columns), derivatives.view, derivative.view)
    for column in 0..<group.live where left[column] == 0 || Int(group.fired[column]) == kind {
      left[column] = right[column] * group.step[column]
    }
  }

  private func evaluate<Field: VectorField<Scalar>>(
    place: Int, _ event: Event<Scalar>, _ integrator: Integrator<Field>, _ parameters: Vector<Scalar>
  ) throws(SolverError) {
    let group = integrator.group
    guard place < plan.samplesPerStep else {
      for column in 0..<group.columns { instants[column] = integrator.stepEnd(column) }
      return try evaluate(event, integrator.next.rows(0..<state.rows).view, into: right, integrator, parameters)
    }
    theta.first(group.columns).fill(Double(place) / Double(plan.samplesPerStep))
    try evaluateAtTheta(event, into: right, integrator, parameters)
  }

  /// Evaluates at the reader's places.
  private func evaluateAtTheta<Field: VectorField<Scalar>>(
    _ event: Event<Scalar>, into out: MutableVector<Double>, _ integrator: Integrator<Field>,
    _ parameters: Vector<Scalar>
  ) throws(SolverError) {
    let group = integrator.group
    let state = state.packed(columns: group.columns)
    reader.read(into: state, integrator)
    for column in 0..<group.columns { instants[column] = instant(theta[column], column, integrator) }
    try evaluate(event, state.view, into: out, integrator, parameters)
  }

  private func evaluate<Field: VectorField<Scalar>>(
    _ event: Event<Scalar>, _ state: Columns<Scalar>, into out: MutableVector<Double>,
    _ integrator: Integrator<Field>, _ parameters: Vector<Scalar>
  ) throws(SolverError) {
    let group = integrator.group
    let values = values.first(group.columns)
    event.function.evaluate(point(state, group, parameters), into: values)
    Scalar.widen(out.first(group.columns), from: values.view)
    for column in 0..<group.live where out[column].isNaN {
      throw integrator.failure(.nonFinite, column: column)
    }
  }

  /// The point at `instants`.
  private func point(
    _ state: Columns<Scalar>, _ group: GroupState<Scalar>, _ parameters: Vector<Scalar>
  ) -> FieldPoint<Scalar> {
    let times = timeRow.first(state.columns)
    Scalar.narrowSums(times, group.origin.first(state.columns).view, instants.first(state.columns).view)
    return FieldPoint(times: times.view, state: state, parameters: parameters)
  }

  private func instant<Field: VectorField<Scalar>>(
    _ theta: Double, _ column: Int, _ integrator: Integrator<Field>
  ) -> Double {
    let group = integrator.group
    return theta == 1 ? integrator.stepEnd(column) : group.time[column] + theta * group.step[column]
  }

  /// Encloses the roots between the last two places; false if no column has one that counts.
  private func enclose(place: Int, _ event: Event<Scalar>, _ group: GroupState<Scalar>) -> Bool {
    let width = 1 / Double(plan.samplesPerStep)
    let start = Double(place - 1) * width
    var found = false
    for column in 0..<group.columns {
      roots.isOpen[column] = 0
      let step = group.step[column]
      guard column < group.live, step != 0 else { continue }
      let (earlier, later) = (left[column], right[column])
      let rises = earlier < 0 && later >= 0
      let falls = earlier > 0 && later <= 0
      switch event.direction {
      case .rising: guard rises else { continue }
      case .falling: guard falls else { continue }
      case .either: guard rises || falls else { continue }
      }
      if group.isCut(column), group.way(column, to: group.cut[column]) / step <= start { continue }
      let resolution = 2 * max(group.time[column].ulp, (group.time[column] + step).ulp)
      roots.open(
        column, from: start, earlier, to: place == plan.samplesPerStep ? 1 : start + width, later,
        resolution: resolution / abs(step))
      found = true
    }
    return found
  }

  /// Narrows the enclosures until each is as narrow as time resolves.
  private func refine<Field: VectorField<Scalar>>(
    _ event: Event<Scalar>, _ integrator: Integrator<Field>, _ parameters: Vector<Scalar>
  ) throws(SolverError) {
    let columns = integrator.group.columns
    while roots.propose(into: theta, columns: columns) {
      try evaluateAtTheta(event, into: probe, integrator, parameters)
      roots.narrow(at: theta.view, values: probe.view, columns: columns)
    }
  }

  // MARK: Noting

  /// Notes the enclosed roots, or cuts the step there.
  private func note<Field: VectorField<Scalar>>(
    _ kind: Int, _ event: Event<Scalar>, _ integrator: Integrator<Field>
  ) throws(SolverError) {
    let group = integrator.group
    for column in 0..<group.live where roots.isOpen[column] != 0 {
      let time = instant(roots.upper[column], column, integrator)
      let isBackward = group.step[column] < 0
      if event.effect.cutsStep {
        let isEarlier = !group.isCut(column) || (isBackward ? time > group.cut[column] : time < group.cut[column])
        if isEarlier { group.cut(column, at: time, kind: kind) }
      } else {
        try enter(kind, column, time, integrator)
      }
    }
  }

  private func enter<Field: VectorField<Scalar>>(
    _ kind: Int, _ column: Int, _ time: Double, _ integrator: Integrator<Field>
  ) throws(SolverError) {
    guard isNoting else { return }
    let group = integrator.group
    let place = book.note(
      sample: Int(group.ids[column]), kind: kind, elapsed: time, origin: group.origin[column], step: group.stepIndex,
      isBackward: group.step[column] < 0)
    guard place != nil else { throw integrator.failure(.eventLimit, column: column) }
  }

  /// Settles which events of the step remain, and works out the states at them and after them.
  private func settle<Field: VectorField<Scalar>>(
    _ integrator: Integrator<Field>, _ parameters: Vector<Scalar>
  ) throws(SolverError) {
    let group = integrator.group
    var isAnyCut = false
    for column in 0..<group.live where group.isCut(column) {
      isAnyCut = true
      guard isNoting else { continue }
      let (cut, isBackward) = (group.cut[column], group.step[column] < 0)
      book.dropBeyond(cut, sample: Int(group.ids[column]), step: group.stepIndex, isBackward: isBackward)
      try enter(Int(group.cutKind[column]), column, cut, integrator)
    }
    if isNoting { keepStates(integrator) }
    if isAnyCut { try jump(integrator, parameters) }
  }

  /// Keeps the states at the events of this step, one per column and round, the latest first.
  private func keepStates<Field: VectorField<Scalar>>(_ integrator: Integrator<Field>) {
    let group = integrator.group
    var depth = 0
    while true {
      depth += 1
      var found = false
      for column in 0..<group.columns {
        slots[column] = -1
        theta[column] = 0
        guard column < group.live, group.step[column] != 0 else { continue }
        let sample = Int(group.ids[column])
        let place = Int(book.counts[sample]) - depth
        guard place >= 0, book.steps[place, sample] == group.stepIndex else { continue }
        slots[column] = Int32(place)
        theta[column] = integrator.theta(of: book.elapsed[place, sample], column)
        found = true
      }
      guard found else { return }
      let state = state.packed(columns: group.columns)
      reader.read(into: state, integrator)
      note(state.view, in: book.states, group)
      note(state.view, in: book.statesAfter, group)
    }
  }

  /// Puts states into the book, where `slots` says.
  private func note(_ states: Columns<Scalar>, in place: MutableColumnStack<Scalar>, _ group: GroupState<Scalar>) {
    Scalar.scatterColumns(
      place, slots: slots.view, ids: group.ids.view, from: states)
  }

  /// Works out the states after the events that cut the step.
  private func jump<Field: VectorField<Scalar>>(
    _ integrator: Integrator<Field>, _ parameters: Vector<Scalar>
  ) throws(SolverError) {
    let group = integrator.group
    let columns = group.columns
    let (before, after) = (before.packed(columns: columns), after.packed(columns: columns))
    for column in 0..<columns {
      instants[column] = integrator.target(column)
      theta[column] = group.isCut(column) ? integrator.theta(of: group.cut[column], column) : 0
    }
    reader.read(into: before, integrator)
    after.copy(before)
    isMoved.first(columns).fill(0)
    let at = point(before.view, group, parameters)
    for (kind, event) in plan.events.enumerated() {
      guard case .jump(let jump) = event.effect, markCut(by: kind, group) else { continue }
      let state = state.packed(columns: columns)
      jump.apply(at, into: state)
      Scalar.copyColumns(after, from: state.view, where: mask.first(columns).view)
      try markMoved(event, integrator, parameters)
    }
    for column in 0..<group.live where group.isCut(column) && !after.view.isFinite(column) {
      throw integrator.failure(.nonFinite, column: column, values: after.view)
    }
    guard isNoting else { return }
    // The event that cut a step is the latest of its sample.
    for column in 0..<columns {
      let isCut = column < group.live && group.isCut(column)
      slots[column] = isCut ? book.counts[Int(group.ids[column])] - 1 : -1
    }
    note(after.view, in: book.statesAfter, group)
  }

  /// Marks the masked columns where a jump has moved the function that fired: its sign is then its own again.
  ///
  /// It has moved where it changed by more than the rounding of the state explains.
  private func markMoved<Field: VectorField<Scalar>>(
    _ event: Event<Scalar>, _ integrator: Integrator<Field>, _ parameters: Vector<Scalar>
  ) throws(SolverError) {
    let columns = integrator.group.columns
    let (before, after) = (before.packed(columns: columns).view, after.packed(columns: columns).view)
    let derivatives = derivatives.packed(columns: columns)
    try evaluate(event, before, into: left, integrator, parameters)
    try evaluate(event, after, into: right, integrator, parameters)
    event.function.derivatives(
      point(before, integrator.group, parameters), state: derivatives, time: values.first(columns))
    for column in 0..<columns where mask[column] != 0 {
      var size = 0.0
      for row in 0..<derivatives.rows {
        size += abs(Double(derivatives[row, column])) * Double(max(abs(before[row, column]), abs(after[row, column])))
      }
      isMoved[column] = abs(right[column] - left[column]) > 16 * Double(Scalar.ulpOfOne) * size ? 1 : 0
    }
  }

  /// Masks the columns that events of a kind cut; false if there are none.
  private func markCut(by kind: Int, _ group: GroupState<Scalar>) -> Bool {
    var found = false
    for column in 0..<group.columns {
      let isCut = column < group.live && group.isCut(column) && Int(group.cutKind[column]) == kind
      mask[column] = isCut ? 1 : 0
      found = found || isCut
    }
    return found
  }

  // MARK: Moving on

  /// Lets the columns that were cut go on from the state after their event, or end there; true if there are any.
  func commit<Field: VectorField<Scalar>>(_ integrator: Integrator<Field>) -> Bool {
    let group = integrator.group
    var isAnyCut = false
    for column in 0..<group.columns {
      let isCut = column < group.live && group.isCut(column)
      mask[column] = isCut ? 1 : 0
      isAnyCut = isAnyCut || isCut
      guard column < group.live, group.step[column] != 0 else { continue }
      group.fired[column] = isCut && isMoved[column] == 0 ? group.cutKind[column] : -1
      if isCut, terminates(Int(group.cutKind[column])) { group.end[column] = group.time[column] }
    }
    if isAnyCut {
      Scalar.copyColumns(
        integrator.state, from: after.packed(columns: group.columns).view, where: mask.first(group.columns).view)
    }
    return isAnyCut
  }
}
