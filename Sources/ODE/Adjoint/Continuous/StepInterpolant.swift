import Kernels

/// One accepted step of each column as a function of time: the dense output of the forward solve.
struct StepInterpolant<Scalar: Real>: Sendable {
  private let tableau: Tableau
  private let rows: Int
  private let stride: Int
  private nonisolated(unsafe) let start: UnsafeMutablePointer<Double>
  private nonisolated(unsafe) let step: UnsafeMutablePointer<Double>
  private nonisolated(unsafe) let state: UnsafeMutablePointer<Scalar>
  private nonisolated(unsafe) let stages: UnsafeMutablePointer<Scalar>
  private nonisolated(unsafe) let weights: UnsafeMutablePointer<Scalar>
  private nonisolated(unsafe) let product: UnsafeMutablePointer<Double>
  private nonisolated(unsafe) let zeros: UnsafeMutablePointer<Int32>

  init(tableau: Tableau, rows: Int, pitch: Int, in arena: Arena) {
    self.tableau = tableau
    self.rows = rows
    stride = rows * pitch
    start = arena.take(Double.self, pitch)
    step = arena.take(Double.self, pitch)
    product = arena.take(Double.self, pitch)
    state = arena.take(Scalar.self, stride)
    stages = arena.take(Scalar.self, tableau.stages * stride)
    weights = arena.take(Scalar.self, tableau.stages * pitch)
    zeros = arena.take(Int32.self, pitch)
  }

  /// Takes the step at which the forward integrator stands, its column `places[c]` as column `c`.
  func take<Field: VectorField<Scalar>>(_ integrator: Integrator<Field>, places: UnsafePointer<Int32>, columns: Int) {
    let cohort = integrator.cohort
    for column in 0..<columns {
      start[column] = cohort.time[Int(places[column])]
      step[column] = cohort.step[Int(places[column])]
    }
    let bank = integrator.bank(of: cohort.record).pointee
    Scalar.gatherColumns(
      state, columns: columns, from: cohort.state, pitch: cohort.columns, slots: zeros, ids: places, rows: rows)
    for i in 0..<tableau.stages {
      Scalar.gatherColumns(
        stages + i * stride, columns: columns, from: bank.stages + i * integrator.stride, pitch: cohort.columns,
        slots: zeros, ids: places, rows: rows)
    }
  }

  /// Writes the state of each column at its time elapsed.
  func write(at times: UnsafePointer<Double>, columns: Int, into out: UnsafeMutablePointer<Scalar>) {
    for stage in 0..<tableau.stages {
      for column in 0..<columns {
        let theta = min(1, max(0, (times[column] - start[column]) / step[column]))
        product[column] = step[column] * tableau.denseWeight(stage, at: theta)
      }
      Scalar.narrow(weights + stage * columns, from: product, count: columns)
    }
    Scalar.columnWeightedSum(
      out, base: UnsafePointer(state), stages: UnsafePointer(stages), stride: stride, count: tableau.stages,
      weights: weights, rows: rows, columns: columns)
  }
}
