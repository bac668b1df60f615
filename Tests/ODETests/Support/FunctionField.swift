import Kernels
import ODE

/// A field without parameters written as a plain function of one sample in double precision; it has no derivatives.
struct FunctionField<Scalar: KernelScalar>: VectorField {
  let stateCount: Int
  let value: @Sendable (_ t: Double, _ y: [Double]) -> [Double]

  var parameterCount: Int { 0 }
  func tapeCount(columns: Int) -> Int { 0 }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape: MutableVector<Scalar>) {
    for column in 0..<at.columns {
      let y = (0..<stateCount).map { Double(at.state[$0, column]) }
      for (row, f) in value(Double(at.times[column]), y).enumerated() { dy[row, column] = Scalar(f) }
    }
  }
}

extension FunctionField {
  /// Solves from one state through these times; the states at all of them.
  func solve(_ initial: [Double], _ times: [Double], _ options: SolveOptions) throws -> (
    states: [[Double]], statistics: SolveStatistics
  ) {
    let solver = try ForwardSolver(field: self, options: options, samples: 1, observations: times.count)
    for (row, y) in initial.enumerated() { solver.initialState[row, 0] = Scalar(y) }
    for (k, t) in times.enumerated() { solver.times[k, 0] = t }
    solver.counts[0] = Int32(times.count)
    let statistics = try solver.solve(.empty)
    let states = times.indices.map { k in
      initial.indices.map { Double(solver.states[k][$0, 0]) }
    }
    return (states, statistics)
  }
}
