// Measures the gradient methods for docs/figures/gradients.py: one line of JSON per run.
//
// Sixteen samples of a problem are solved from 0 to 10 in N steps of one size by rk4, or rk4 coupled with its own step
// back where the gradient is `reversible`; the loss is half the sum of the squared states at the end. Times are the
// CPU's, the least of five.

import Glibc
import Kernels
import ODE

/// A way to compute the gradient.
struct Way {
  let name: String
  let method: Method
  let gradient: GradientMethod
  let segment: Int
  /// Bytes beyond the least that is possible; nil: more than enough.
  ///
  /// `reversible` has so few that it takes its steps back.
  let spare: Int?

  static let all = [
    Way(name: "discrete", method: .rk4, gradient: .discrete, segment: 50, spare: nil),
    Way(name: "discrete, 64 KiB", method: .rk4, gradient: .discrete, segment: 50, spare: 1 << 16),
    Way(name: "discrete, 3 snapshots", method: .rk4, gradient: .discrete, segment: 50, spare: 0),
    Way(name: "reversible", method: .rk4.coupled(), gradient: .reversible(bound: .infinity), segment: 50, spare: 0),
    Way(
      name: "reversible, one segment", method: .rk4.coupled(), gradient: .reversible(bound: .infinity),
      segment: 1_000_000, spare: 0),
    Way(name: "interpolated", method: .rk4, gradient: .interpolated, segment: 50, spare: nil),
    Way(name: "backsolve", method: .rk4, gradient: .backsolve(bound: .infinity), segment: 50, spare: nil),
  ]
}

func seconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
  return Double(now.tv_sec) + 1e-9 * Double(now.tv_nsec)
}

func text(_ x: Double) -> String { x.isFinite ? "\(x)" : "null" }

func measure<Scalar: KernelScalar>(_ kind: PlaneField<Scalar>.Kind, _ way: Way, steps: Int) throws(SolverError)
  -> String
{
  let field = PlaneField<Scalar>(kind: kind)
  let options = SolveOptions(
    method: way.method, control: .fixed(step: 10 / Double(steps)), maximumSteps: 1_000_000, segment: way.segment)
  func make(_ memory: Int) throws(SolverError) -> Solver<PlaneField<Scalar>> {
    try Solver(field: field, options: options, gradient: way.gradient, samples: 16, observations: 2, memory: memory)
  }
  var memory = 1 << 31
  if let spare = way.spare {
    do throws(SolverError) { _ = try make(0) } catch { memory = error.count + spare }
  }
  let parameters: [Scalar] = kind == .lotkaVolterra ? [1.5, 1] : [5, 0]
  do throws(SolverError) {
    return try measure(fill(try make(memory), kind), parameters)
  } catch {
    guard error.kind == .memory else { throw error }
    return try measure(fill(try make(error.count), kind), parameters)
  }
}

func fill<Scalar: KernelScalar>(
  _ solver: Solver<PlaneField<Scalar>>, _ kind: PlaneField<Scalar>.Kind
) -> Solver<PlaneField<Scalar>> {
  for s in 0..<16 {
    let shift = 0.05 * Double(s)
    solver.initialState[0, s] = Scalar(kind == .lotkaVolterra ? 1 + shift : 1.5 + shift)
    solver.initialState[1, s] = Scalar(kind == .lotkaVolterra ? 1.5 : 0)
    solver.times[0, s] = 0
    solver.times[1, s] = 10
    solver.counts[s] = 2
  }
  return solver
}

func measure<Scalar: KernelScalar>(
  _ solver: Solver<PlaneField<Scalar>>, _ parameters: [Scalar]
) throws(SolverError) -> String {
  var gradient: [Scalar] = [0, 0]
  var best = Double.infinity
  var forward = SolveStatistics()
  var backward = SolveStatistics()
  for _ in 0..<5 {
    gradient = [0, 0]
    let start = seconds()
    forward = try parameters.withVector { p throws(SolverError) in try solver.solve(p) }
    solver.cotangents[0].fill(0)
    solver.cotangents[1].copy(solver.states[1])
    backward = try gradient.withMutableVector { gradient throws(SolverError) in
      try parameters.withVector { p throws(SolverError) in try solver.gradient(p, into: gradient) }
    }
    best = min(best, seconds() - start)
  }
  return """
    "gradient": [\(gradient.map { text(Double($0)) }.joined(separator: ", "))], "seconds": \(best), \
    "bytes": \(backward.peakBytes), "evaluations": \(forward.evaluations + backward.evaluations), \
    "vjps": \(backward.vjps), "replayed": \(backward.replayed), "missed": \(text(backward.reconstructionError))
    """
}

func report<Scalar: KernelScalar>(_ type: Scalar.Type) {
  for kind in PlaneField<Scalar>.Kind.allCases {
    for way in Way.all {
      for power in 0...6 {
        let steps = 200 << power
        let run =
          "\"problem\": \"\(kind.rawValue)\", \"type\": \"\(Scalar.typeName)\", "
          + "\"way\": \"\(way.name)\", \"steps\": \(steps)"
        do throws(SolverError) {
          print("{\(run), \(try measure(kind, way, steps: steps))}")
        } catch {
          print("{\(run), \"error\": \"\(error.kind.rawValue)\"}")
        }
      }
    }
  }
}

report(Float.self)
report(Double.self)
