import Foundation
import Kernels

@testable import ODE

/// A group of samples with their starts and times, to be put into a solver.
struct Problem {
  var initial: [[Double]]
  var times: [[Double]]
  var parameters: [Double]

  /// The same times for every sample.
  init(initial: [[Double]], times: [Double], parameters: [Double]) {
    self.init(initial: initial, times: initial.map { _ in times }, parameters: parameters)
  }

  init(initial: [[Double]], times: [[Double]], parameters: [Double]) {
    self.initial = initial
    self.times = times
    self.parameters = parameters
  }

  /// Makes a solver for the problem and fills it.
  func solver<Field: DifferentiableVectorField>(
    _ field: Field, _ options: SolveOptions, gradient: GradientMethod? = nil,
    costs: [any RunningCost<Field>] = [],
    memory: Int = 1 << 26, events: EventConfiguration<Field.Scalar>? = nil
  ) throws -> Solver<Field> {
    let solver = try Solver(
      field: field, options: options, gradient: gradient, costs: costs, samples: initial.count,
      observations: times.map(\.count).max() ?? 1, memory: memory, events: events)
    fill(solver)
    return solver
  }

  /// A solver for the problem; if its gradient is reversible, with so little memory that the steps of the problem are
  /// taken back.
  func solverWithoutSnapshots<Field: DifferentiableVectorField>(
    _ field: Field, _ options: SolveOptions, gradient: GradientMethod, costs: [any RunningCost<Field>] = []
  ) throws -> Solver<Field> {
    guard case .reversible = gradient else { return try solver(field, options, gradient: gradient, costs: costs) }
    var memory = 0
    while true {
      do {
        let trial = try solver(field, options, gradient: gradient, costs: costs, memory: memory)
        try trial.run(parameters)
        _ = try trial.parameterGradient(parameters)
        return try solver(field, options, gradient: gradient, costs: costs, memory: memory)
      } catch let error as SolverError where error.kind == .memory {
        memory = error.count
      }
    }
  }

  func fill<Field: DifferentiableVectorField>(_ solver: Solver<Field>) {
    for (s, y) in initial.enumerated() {
      for (row, value) in y.enumerated() { solver.initialState[row, s] = Field.Scalar(value) }
      solver.counts[s] = Int32(times[s].count)
      for (k, t) in times[s].enumerated() { solver.times[k, s] = t }
    }
  }
}

extension Solver {
  /// Solves with these parameters.
  @discardableResult
  func run(_ parameters: [Double]) throws -> SolveStatistics {
    let p = parameters.map { Scalar($0) }
    return try p.withVector { try solve($0) }
  }

  /// The state of a sample at an observation.
  func state(_ sample: Int, _ k: Int) -> [Double] {
    (0..<field.stateCount).map { Double(states[k][$0, sample]) }
  }

  /// Lets the loss be the sum over samples, observations and rows of `weight(sample, observation, row)` times the
  /// state.
  func weigh(_ weight: (Int, Int, Int) -> Double) {
    for k in 0..<observations {
      for row in 0..<field.stateCount {
        for s in 0..<columns {
          let isObserved = s < samples && k < Int(counts[s])
          cotangents[k][row, s] = isObserved ? Scalar(weight(s, k, row)) : 0
        }
      }
    }
  }

  /// The loss for the weights.
  func loss(_ weight: (Int, Int, Int) -> Double) -> Double {
    var sum = 0.0
    for s in 0..<samples {
      for k in 0..<Int(counts[s]) {
        for (row, y) in state(s, k).enumerated() { sum += weight(s, k, row) * y }
      }
    }
    return sum
  }

  /// The gradient with respect to the parameters, after a solve.
  func parameterGradient(_ parameters: [Double]) throws -> ([Double], SolveStatistics) {
    let p = parameters.map { Scalar($0) }
    var g = p.map { _ in Scalar(0) }
    let statistics = try g.withMutableVector { g in try p.withVector { try gradient($0, into: g) } }
    return (g.map { Double($0) }, statistics)
  }
}

/// The derivative of log(error) against log(h) by least squares.
func derivative(_ steps: [Double], _ errors: [Double]) -> Double {
  let x = steps.map { log2($0) }
  let y = errors.map { log2($0) }
  let n = Double(x.count)
  let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
  let top = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
  return top / x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
}

/// The largest difference of two states.
func distance(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).map { abs($0 - $1) }.max() ?? 0 }

extension Method {
  /// The methods whose stages are equations in the whole field.
  static var implicit: [Method] { ofAnyState.filter(\.tableau.isImplicit) }

  /// Those whose equations are not linear.
  static var diagonallyImplicit: [Method] { ofAnyState.filter(\.tableau.isDiagonallyImplicit) }
}

extension Tableau {
  /// The whole matrix of the method, the diagonal included.
  var matrix: [[Double]] { (0..<stages).map { row($0) } }

  /// The weights of the stages before in the equation of a stage along `y' = z y`: `a_ij`, and `gamma_ij` where there
  /// are some.
  var below: [[Double]] { isLinearlyImplicit ? zip(a, gamma).map { zip($0, $1).map(+) } : a }

  /// What the embedded solution leaves of an infinitely stiff decay, the factor of its start: the stages of `y' = z y`
  /// are `z` times a limit plus a remainder over `z`, and only the remainders count where the limits cancel.
  var embeddedAtInfinity: Double {
    var (limits, remainders) = ([1.0], [0.0])
    for row in below.dropFirst() {
      limits.append(-zip(row, limits).reduce(0) { $0 + $1.0 * $1.1 } / diagonal)
      remainders.append((limits.last! - 1 - zip(row, remainders).reduce(0) { $0 + $1.0 * $1.1 }) / diagonal)
    }
    return 1 + zip(zip(b, e).map(-), remainders).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The weights of all stages in that equation.
  var linearMatrix: [[Double]] {
    isLinearlyImplicit ? below.enumerated().map { $0 == 0 ? $1 : $1 + [diagonal] } : matrix
  }
}
