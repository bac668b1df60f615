import Kernels

/// What a group remembers for a method of several steps: part of its block, so that a snapshot holds it.
///
/// The derivatives at the starts of earlier steps lie in a ring for each column; a place in it is the same as in the
/// arrays of their cotangents and tangents.
struct StepHistory<Scalar: KernelScalar> {
  /// How many derivatives are remembered at most.
  let memory: Int
  /// The choice of order: of each column, or in `[0]` of the whole group.
  let choice: MutableVector<OrderState>
  /// The order of each column's step at hand.
  let order: MutableVector<Int32>
  /// How many derivatives each column remembers, and the place of the latest.
  let remembered: MutableVector<Int32>
  let newest: MutableVector<Int32>
  /// The steps that began with the remembered derivatives, `[place, column]`.
  private let steps: MutableColumns<Double>
  /// The remembered derivatives, `[place, row, column]`, packed for the columns in use.
  let derivatives: MutableColumnStack<Scalar>

  /// The derivatives come last, so that a snapshot need not hold those of columns that are not in use.
  init(_ multistep: Multistep, rows: Int, capacity: Int, in arena: Arena) {
    memory = multistep.memory
    choice = arena.vector(OrderState.self, capacity)
    order = arena.vector(Int32.self, capacity)
    remembered = arena.vector(Int32.self, capacity)
    newest = arena.vector(Int32.self, capacity)
    steps = arena.columns(Double.self, rows: memory, columns: capacity)
    derivatives = arena.stack(Scalar.self, count: memory, rows: rows, columns: capacity)
  }

  /// Where the derivative of `back` steps ago is remembered, from 1 on.
  func place(_ back: Int, _ column: Int) -> Int { (Int(newest[column]) - (back - 1) + memory) % memory }

  /// The step that began with the derivative of `back` steps ago.
  func step(_ back: Int, _ column: Int) -> Double { steps[place(back, column), column] }

  /// Where the derivative at the start of the step at hand will be remembered.
  func nextPlace(_ column: Int) -> Int { (Int(newest[column]) + 1) % memory }

  // MARK: Changes

  /// Remembers nothing.
  func begin(columns: Int) {
    for column in 0..<columns {
      choice[column] = OrderState()
      order[column] = 1
      remembered[column] = 0
      newest[column] = Int32(memory - 1)
    }
    // Weights of zero meet these numbers: they have to be finite.
    derivatives.packed(columns: columns).values.fill(0)
  }

  /// Lets a column begin anew.
  func forget(_ column: Int) { remembered[column] = 0 }

  /// Remembers `stage`, the derivative at the start of the step, in the columns that advance.
  func remember(
    _ stage: Columns<Scalar>, _ group: GroupState<Scalar>, slots: MutableVector<Int32>, places: MutableVector<Int32>
  ) {
    let columns = group.columns
    for column in 0..<columns {
      places[column] = Int32(column)
      slots[column] = -1
      guard column < group.live, group.step[column] != 0 else { continue }
      let place = nextPlace(column)
      slots[column] = Int32(place)
      newest[column] = Int32(place)
      remembered[column] = min(remembered[column] + 1, Int32(memory))
      steps[place, column] = group.step[column]
    }
    Scalar.scatterColumns(
      derivatives.packed(columns: columns), slots: slots.view, ids: places.view, from: stage)
  }

  /// Moves column `from` to the place `to` before it; derivatives apart.
  func move(_ from: Int, to: Int, choiceToo: Bool) {
    if choiceToo { choice[to] = choice[from] }
    order[to] = order[from]
    remembered[to] = remembered[from]
    newest[to] = newest[from]
    for place in 0..<memory { steps[place, to] = steps[place, from] }
  }

  /// Keeps the derivatives of the columns `places` alone; `scratch` holds one array of the states' shape.
  func compact(
    from oldColumns: Int, to newColumns: Int, scratch: MutableColumns<Scalar>, slots: Vector<Int32>,
    places: Vector<Int32>
  ) {
    let (old, new) = (derivatives.packed(columns: oldColumns), derivatives.packed(columns: newColumns))
    let copy = scratch.packed(columns: oldColumns)
    for place in 0..<memory {
      copy.copy(old[place])
      Scalar.gatherColumns(new[place], from: ColumnStack(copy.view), slots: slots, ids: places)
    }
  }
}
