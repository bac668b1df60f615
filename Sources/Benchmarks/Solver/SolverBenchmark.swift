import DataSets
import Host
import Kernels
import Networks
import ODE

/// Measures what a solve adds to the cost of its vector field: every method on fields that cost next to nothing and on
/// a small network.
public enum SolverBenchmark {
  /// Samples solved together: one SIMD value, and enough to fill caches.
  private static let groups = [8, 256]
  /// The solved stretch of time, and the step of methods without an error estimate.
  private static let span = (end: 1.0, step: 0.01)

  /// Measures all methods in double precision; takes some seconds.
  public static func run() throws(PathlineError) -> BenchmarkTable {
    var table = BenchmarkTable(
      title: "solver",
      note: "Evaluations of the vector field for a group, from 0 to 1, in double precision: fixed steps of 0.01, or\n"
        + "adaptive ones at a relative tolerance of 1e-6; implicit methods on the network only, those that need a "
        + "stiff part\nnot at all. The share is that of the field's own cost.",
      columns: [
        ("field", "field"), ("method", "method"), ("samples", "samples"), ("evaluations", "evaluations"),
        ("per_second", "evaluations/s"), ("ns", "ns each"), ("field_ns", "ns of the field"), ("share", "share"),
      ])
    try measure("spiral", SpiralField(), parameters: [], into: &table)
    try measure("lotka-volterra", LotkaVolterraField(), parameters: [], into: &table)
    let network = MLPField<Double>(stateCount: 2, hidden: [50], activation: .tanh)
    var weights = [Double](repeating: 0, count: network.parameterCount)
    weights.withUnsafeMutableBufferPointer {
      Initialization.glorot.fill($0.baseAddress!, layout: network.layout, scale: 1, seed: 0)
    }
    try measure("network 2-50-2", network, parameters: weights, into: &table)
    return table
  }

  private static func measure<Field: VectorField<Double>>(
    _ name: String, _ field: Field, parameters: [Double], into table: inout BenchmarkTable
  ) throws(PathlineError) {
    for samples in groups {
      let own = fieldTime(field, samples: samples, parameters: parameters)
      // Implicit methods need derivatives, which of these fields only the network has.
      // None names a stiff part.
      for method in Method.all
      where !method.tableau.isSplit && (!method.tableau.isImplicit || field is any DifferentiableVectorField<Double>) {
        do throws(SolverError) {
          let (evaluations, time) = try solve(field, method, samples: samples, parameters: parameters)
          let each = time / Double(evaluations)
          table.add([
            .word(name), .word(method.name), .count(samples), .count(evaluations), .figure(1e9 / each),
            .figure(each), .figure(own), .figure(own / each, digits: 2),
          ])
        } catch {
          throw PathlineError(.numerical, "bench solver, \(name) by \(method.name): \(error)")
        }
      }
    }
  }

  /// Evaluations of a solve, and its nanoseconds.
  private static func solve<Field: VectorField<Double>>(
    _ field: Field, _ method: Method, samples: Int, parameters: [Double]
  ) throws(SolverError) -> (evaluations: Int, nanoseconds: Double) {
    let control: StepControl =
      method.isAdaptive
      ? .adaptive(AdaptiveControl(relativeTolerance: 1e-6, absoluteTolerance: 1e-8)) : .fixed(step: span.step)
    let solver = try ForwardSolver(
      field: field, options: SolveOptions(method: method, control: control), samples: samples, observations: 2)
    fill(solver.initialState, samples: samples)
    for sample in 0..<samples {
      solver.counts[sample] = 2
      solver.times[1, sample] = span.end
    }
    let evaluations = try parameters.withVector { vector throws(SolverError) in try solver.solve(vector).evaluations }
    let time = parameters.withVector { vector in
      // The same solve went well before.
      BestTime.nanoseconds { _ = try? solver.solve(vector) }
    }
    return (evaluations, time)
  }

  /// Nanoseconds of one evaluation of the field for a group.
  private static func fieldTime<Field: VectorField<Double>>(
    _ field: Field, samples: Int, parameters: [Double]
  ) -> Double {
    let columns = Double.paddedColumns(samples)
    let arena = Arena(
      capacity: 2 * Arena.bytes(Double.self, field.stateCount * columns) + Arena.bytes(Double.self, columns)
        + Arena.bytes(Double.self, max(1, field.tapeCount(columns: columns))))
    let times = arena.vector(Double.self, columns)
    let state = arena.columns(Double.self, rows: field.stateCount, columns: columns)
    let derivative = arena.columns(Double.self, rows: field.stateCount, columns: columns)
    let tape = arena.vector(Double.self, max(1, field.tapeCount(columns: columns)))
    fill(state, samples: columns)
    return parameters.withVector { vector in
      let point = FieldPoint(times: times.view, state: state.view, parameters: vector)
      return BestTime.nanoseconds { field.evaluate(point, into: derivative, tape: tape) }
    }
  }

  /// Starts between 1 and 2, where all of the fields stay bounded.
  private static func fill(_ state: MutableColumns<Double>, samples: Int) {
    for row in 0..<state.rows {
      for sample in 0..<samples { state[row, sample] = 1 + Double((sample + row) % 7) / 7 }
    }
  }
}
