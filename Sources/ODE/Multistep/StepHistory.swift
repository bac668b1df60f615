import Kernels

/// What a cohort remembers for a method of several steps: part of its block, so that a snapshot holds it.
///
/// The derivatives at the starts of earlier steps lie in a ring for each column; a place in it is the same as in the
/// arrays of their cotangents and tangents.
struct StepHistory<Scalar: Real> {
  /// How many derivatives are remembered at most.
  let memory: Int
  private let rows: Int
  private let capacity: Int
  /// The choice of order: of each column, or in `[0]` of the whole group.
  nonisolated(unsafe) let choice: UnsafeMutablePointer<OrderState>
  /// The order of each column's step at hand.
  nonisolated(unsafe) let order: UnsafeMutablePointer<Int32>
  /// How many derivatives each column remembers, and the place of the latest.
  nonisolated(unsafe) let remembered: UnsafeMutablePointer<Int32>
  nonisolated(unsafe) let newest: UnsafeMutablePointer<Int32>
  /// The steps that began with the remembered derivatives, `[place, capacity]`.
  nonisolated(unsafe) let steps: UnsafeMutablePointer<Double>
  /// The remembered derivatives, `[place, rows, columns]`.
  nonisolated(unsafe) let derivatives: UnsafeMutablePointer<Scalar>

  /// The derivatives come last, so that a snapshot need not hold those of columns that are not in use.
  init(_ multistep: Multistep, rows: Int, capacity: Int, in arena: Arena) {
    memory = multistep.memory
    self.rows = rows
    self.capacity = capacity
    choice = arena.take(OrderState.self, capacity)
    order = arena.take(Int32.self, capacity)
    remembered = arena.take(Int32.self, capacity)
    newest = arena.take(Int32.self, capacity)
    steps = arena.take(Double.self, multistep.memory * capacity)
    derivatives = arena.take(Scalar.self, multistep.memory * rows * capacity)
  }

  /// The bytes of the derivatives of so many columns.
  func usedBytes(columns: Int) -> Int { memory * rows * columns * MemoryLayout<Scalar>.stride }

  /// Where the derivative of `back` steps ago is remembered, from 1 on.
  func place(_ back: Int, _ column: Int) -> Int { (Int(newest[column]) - (back - 1) + memory) % memory }

  /// The step that began with the derivative of `back` steps ago.
  func step(_ back: Int, _ column: Int) -> Double { steps[place(back, column) * capacity + column] }

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
    derivatives.update(repeating: 0, count: memory * rows * columns)
  }

  /// Lets a column begin anew.
  func forget(_ column: Int) { remembered[column] = 0 }

  /// Remembers `stage`, the derivative at the start of the step, in the columns that advance.
  func remember(
    _ stage: UnsafePointer<Scalar>, _ cohort: Cohort<Scalar>, slots: UnsafeMutablePointer<Int32>,
    places: UnsafeMutablePointer<Int32>
  ) {
    let columns = cohort.columns
    for column in 0..<columns {
      places[column] = Int32(column)
      slots[column] = -1
      guard column < cohort.live, cohort.step[column] != 0 else { continue }
      let place = nextPlace(column)
      slots[column] = Int32(place)
      newest[column] = Int32(place)
      remembered[column] = min(remembered[column] + 1, Int32(memory))
      steps[place * capacity + column] = cohort.step[column]
    }
    Scalar.scatterColumns(
      derivatives, pitch: columns, slots: slots, ids: places, from: stage, columns: columns, rows: rows)
  }

  /// Moves column `from` to the place `to` before it; derivatives apart.
  func move(_ from: Int, to: Int, choiceToo: Bool) {
    if choiceToo { choice[to] = choice[from] }
    order[to] = order[from]
    remembered[to] = remembered[from]
    newest[to] = newest[from]
    for place in 0..<memory { steps[place * capacity + to] = steps[place * capacity + from] }
  }

  /// Keeps the derivatives of the columns `places` alone; `scratch` holds one array of the states' shape.
  func compact(
    from oldColumns: Int, to newColumns: Int, scratch: UnsafeMutablePointer<Scalar>, slots: UnsafePointer<Int32>,
    places: UnsafePointer<Int32>
  ) {
    for place in 0..<memory {
      scratch.update(from: derivatives + place * rows * oldColumns, count: rows * oldColumns)
      Scalar.gatherColumns(
        derivatives + place * rows * newColumns, columns: newColumns, from: scratch, pitch: oldColumns, slots: slots,
        ids: places, rows: rows)
    }
  }
}
