import Host
import Kernels
import ODE

/// Solves the field of a generated data set far more exactly than anybody will look.
enum GroundTruth {
  /// The solutions of `starts` at their times, `[sample, time, row]`, by tsit5 at a tolerance of 1e-12.
  static func solve<Field: VectorField<Double>>(
    _ field: Field, starts: [[Double]], times: [[Double]]
  ) throws(PathlineError) -> [[[Double]]] {
    let control = AdaptiveControl(relativeTolerance: 1e-12, absoluteTolerance: 1e-12)
    let options = SolveOptions(
      method: .tsit5, control: .adaptive(control), stepping: .sample, maximumSteps: 10_000_000)
    // Series one after the other: what one of them is does not depend on how many there are, nor does the memory.
    var solutions: [[[Double]]] = []
    for (start, times) in zip(starts, times) {
      do throws(SolverError) {
        let solver = try ForwardSolver(field: field, options: options, samples: 1, observations: times.count)
        solver.counts[0] = Int32(times.count)
        for (row, y) in start.enumerated() { solver.initialState[row, 0] = y }
        for (k, t) in times.enumerated() { solver.times[k, 0] = t }
        _ = try solver.solve(.empty)
        solutions.append(
          times.indices.map { k in
            start.indices.map { solver.states[k][$0, 0] }
          })
      } catch {
        throw PathlineError(.numerical, "\(error)")
      }
    }
    return solutions
  }
}
