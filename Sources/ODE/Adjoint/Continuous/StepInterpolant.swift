import Kernels

/// One accepted step of each column as a function of time: the dense output of the forward solve.
struct StepInterpolant<Scalar: KernelScalar>: Sendable {
  private let tableau: Tableau
  private let start: MutableVector<Double>
  private let step: MutableVector<Double>
  private let state: MutableColumns<Scalar>
  private let stages: MutableColumnStack<Scalar>
  private let weights: MutableColumns<Scalar>
  private let product: MutableVector<Double>
  private let zeros: MutableVector<Int32>

  init(tableau: Tableau, rows: Int, pitch: Int, in arena: Arena) {
    self.tableau = tableau
    start = arena.vector(Double.self, pitch)
    step = arena.vector(Double.self, pitch)
    product = arena.vector(Double.self, pitch)
    state = arena.columns(Scalar.self, rows: rows, columns: pitch)
    stages = arena.stack(Scalar.self, count: tableau.stages, rows: rows, columns: pitch)
    weights = arena.columns(Scalar.self, rows: tableau.stages, columns: pitch)
    zeros = arena.vector(Int32.self, pitch)
  }

  /// Takes the step at which the forward integrator stands, its column `places[c]` as column `c`.
  func take<Field: VectorField<Scalar>>(_ integrator: Integrator<Field>, places: Vector<Int32>) {
    let group = integrator.group
    for column in 0..<places.count {
      start[column] = group.time[Int(places[column])]
      step[column] = group.step[Int(places[column])]
    }
    let buffer = integrator.buffer(of: group.stepIndex).pointee
    func gather(_ source: MutableColumns<Scalar>, into out: MutableColumns<Scalar>) {
      Scalar.gatherColumns(
        out.packed(columns: places.count), from: ColumnStack(source.view), slots: zeros.view, ids: places)
    }
    gather(integrator.state, into: state)
    for i in 0..<tableau.stages { gather(buffer.stage(i, columns: group.columns), into: stages[i]) }
  }

  /// Writes the state of each column at its time elapsed.
  func write(at times: Vector<Double>, into out: MutableColumns<Scalar>) {
    let columns = out.columns
    let weights = weights.packed(columns: columns)
    for stage in 0..<tableau.stages {
      for column in 0..<columns {
        let theta = min(1, max(0, (times[column] - start[column]) / step[column]))
        product[column] = step[column] * tableau.denseWeight(stage, at: theta)
      }
      Scalar.narrow(weights.row(stage), from: product.first(columns).view)
    }
    Scalar.columnWeightedSum(
      out, base: state.packed(columns: columns).view, stages: stages.view, weights: weights.view)
  }
}
