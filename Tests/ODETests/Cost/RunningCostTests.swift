import Foundation
import Kernels
import Testing

@testable import ODE

/// Costs integrated along a solve, and their gradients.
@Suite struct RunningCostTests {
  typealias Field = ClosureField<Double>

  static let problem = GradientTests.problem
  static let costs: [any RunningCost<Field>] = [KineticEnergy(), MixedCost()]

  /// What the integral of a cost weighs in the loss.
  @Sendable static func weight(_ cost: Int, _ sample: Int) -> Double {
    cos(1.3 * Double(sample) + 0.8 * Double(cost) + 0.2)
  }

  static func loss(_ problem: Problem, _ options: SolveOptions) throws -> Double {
    let solver = try problem.solver(Field.predators, options, costs: costs)
    try solver.run(problem.parameters)
    var sum = solver.loss(GradientTests.weight)
    for cost in costs.indices {
      for s in problem.initial.indices { sum += weight(cost, s) * solver.costValues[cost, s] }
    }
    return sum
  }

  static func difference(_ problem: Problem, _ options: SolveOptions, _ move: (inout Problem, Double) -> Void) throws
    -> Double
  {
    func central(_ h: Double) throws -> Double {
      var (plus, minus) = (problem, problem)
      move(&plus, h)
      move(&minus, -h)
      return try (loss(plus, options) - loss(minus, options)) / (2 * h)
    }
    return try (4 * central(5e-4) - central(1e-3)) / 3
  }

  /// A solver with costs, solved, and its cotangents filled.
  static func solved(_ options: SolveOptions, _ gradient: GradientMethod, memory: Int = 1 << 26) throws -> Solver<Field>
  {
    let solver = try problem.solver(Field.predators, options, gradient: gradient, costs: costs, memory: memory)
    try solve(solver)
    return solver
  }

  /// Solves and fills the cotangents.
  static func solve(_ solver: Solver<Field>) throws {
    solver.computesTimeCotangents = true
    try solver.run(problem.parameters)
    solver.weigh(GradientTests.weight)
    for cost in costs.indices {
      for s in 0..<solver.columns {
        solver.costCotangents[cost, s] = s < solver.samples ? weight(cost, s) : .nan
      }
    }
  }

  /// Along a rotation `|y|` is constant and `y . f` zero: the integral of the mixed cost has a closed form.
  @Test("Integrals converge with the order", arguments: Method.all.filter { $0.tableau.partition == nil }.map(\.name))
  func integralsConvergeWithTheOrder(_ name: String) throws {
    let method = try #require(Method(named: name))
    let steps = (1...4).map { 0.4 / pow(2, Double($0)) }
    var errors: [Double] = []
    for h in steps {
      let problem = Problem(initial: [[1.3, 0.4], [0.6, 0.2]], times: [[0, 0.3, 2], [2, 0]], parameters: [0.9])
      let solver = try problem.solver(
        Field.swirl, SolveOptions(method: method, control: .fixed(step: h)), costs: [MixedCost(), KineticEnergy()])
      try solver.run(problem.parameters)
      func exact(_ r: Double) -> Double { 0.9 * r * 2 + 1 - cos(2) }
      errors.append(abs(solver.costValues[0, 0] - exact(1.3 * 1.3 + 0.4 * 0.4)))
      // Steps of low order spiral away.
      guard method.order > 2 && h < 0.1 else { continue }
      // Backward in time the integral changes its sign.
      #expect(abs(solver.costValues[0, 1] + exact(0.6 * 0.6 + 0.2 * 0.2)) < 0.01)
      let speed = 0.9 * (1.3 * 1.3 + 0.4 * 0.4)
      let energy = 2 * speed * speed * (1.3 * 1.3 + 0.4 * 0.4) / 2
      #expect(abs(solver.costValues[1, 0] - energy) < 0.01 * energy)
    }
    // Round-off hides the order of the best.
    let seen = zip(steps, errors).filter { $0.1 > 1e-13 }
    guard seen.count > 2 else {
      #expect(errors[3] < 1e-12, "\(name): \(errors)")
      return
    }
    let found = derivative(seen.map(\.0), seen.map(\.1))
    // Where the stages are no quadrature points the integral runs along the dense output.
    let isSummed = method.carriesNothing && method.tableau.isQuadrature
    let order = isSummed ? method.order : method.denseOrder
    #expect(found > Double(order) - 0.4, "\(name): \(found) \(errors)")
  }

  @Test("Discrete gradient is exact", arguments: Method.all.map(\.name), Stepping.allCases)
  func discreteGradientIsExact(
    _ name: String, _ stepping: Stepping
  ) throws {
    let options = try GradientTests.options(name, stepping)
    let solver = try Self.solved(options, .discrete)
    let (gradient, _) = try solver.parameterGradient(Self.problem.parameters)
    for i in gradient.indices {
      let expected = try Self.difference(Self.problem, options) { $0.parameters[i] += $1 }
      #expect(abs(gradient[i] - expected) < 1e-8 * max(1, abs(expected)), "p\(i) \(gradient[i]) \(expected)")
    }
    for s in [0, 7] {
      for row in 0..<2 {
        let expected = try Self.difference(Self.problem, options) { $0.initial[s][row] += $1 }
        let found: Double = solver.initialCotangent[row, s]
        #expect(abs(found - expected) < 1e-8 * max(1, abs(expected)), "y0 \(s) \(row)")
      }
      for k in Self.problem.times[s].indices {
        let expected = try Self.difference(Self.problem, options) { $0.times[s][k] += $1 }
        let found: Double = solver.timeCotangents[k, s]
        #expect(abs(found - expected) < 1e-8 * max(1, abs(expected)), "t \(s) \(k): \(found) \(expected)")
      }
    }
  }

  /// A method that chooses its own order, and takes long steps of a high one, keeps its integrals to the tolerance as
  /// well.
  ///
  /// `y_0' = a y_1`, `y_1' = -b y_0` from `(1, 0)` with `a b = 1` has the kinetic energy
  /// `(sin(t)^2 + b^2 cos(t)^2) / 2`.
  @Test("Adams integrals follow the tolerance", arguments: [1e-5, 1e-8, 1e-11]) func adamsIntegralsFollowTheTolerance(
    _ tolerance: Double
  ) throws {
    let (a, b, end) = (4.0, 0.25, 20.0)
    let ellipse = Field(
      stateCount: 2, parameterCount: 0, value: { _, y, _ in [a * y[1], -b * y[0]] },
      jacobian: { _, _, _ in [[0, a], [-b, 0]] }, parameterJacobian: { _, _, _ in [[], []] },
      timeDerivative: { _, _, _ in [0, 0] })
    let problem = Problem(initial: [[1, 0]], times: [0, end], parameters: [])
    let control = AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)
    let solver = try problem.solver(
      ellipse, SolveOptions(method: .adams, control: .adaptive(control)), costs: [KineticEnergy()])
    try solver.run([0])
    let swing = sin(2 * end) / 4
    let exact = (end / 2 - swing) / 2 + b * b * (end / 2 + swing) / 2
    #expect(abs(solver.costValues[0, 0] - exact) < 100 * tolerance, "\(solver.costValues[0, 0] - exact)")
  }

  /// Steps taken back give the gradient of the integrals that snapshots give.
  @Test("Steps taken back agree", arguments: ReversibleCase.onAnyField, Stepping.allCases)
  func stepsTakenBackAgree(_ test: ReversibleCase, _ stepping: Stepping) throws {
    let options = SolveOptions(method: test.method, control: .fixed(step: 0.11), stepping: stepping, segment: 5)
    let exact = try Self.solved(options, .discrete)
    let (expected, _) = try exact.parameterGradient(Self.problem.parameters)
    for i in expected.indices {
      let difference = try Self.difference(Self.problem, options) { $0.parameters[i] += $1 }
      #expect(abs(expected[i] - difference) < 1e-8 * max(1, abs(difference)), "p\(i)")
    }
    let solver = try Self.problem.solverWithoutSnapshots(
      Field.predators, options, gradient: .reversible(bound: 1e-10), costs: Self.costs)
    try Self.solve(solver)
    let (gradient, statistics) = try solver.parameterGradient(Self.problem.parameters)
    #expect(statistics.reconstructed > 0)
    for i in gradient.indices { #expect(abs(gradient[i] - expected[i]) < 1e-11 * max(1, abs(expected[i])), "p\(i)") }
    for s in 0..<11 {
      for row in 0..<2 {
        #expect(abs(solver.initialCotangent[row, s] - exact.initialCotangent[row, s]) < 1e-11)
      }
      for k in Self.problem.times[s].indices {
        #expect(abs(solver.timeCotangents[k, s] - exact.timeCotangents[k, s]) < 1e-10, "\(s) \(k)")
      }
    }
  }

  /// Both continuous adjoints against the exact gradient at a tight tolerance, times included.
  @Test(
    "Continuous adjoints agree", arguments: [GradientMethod.interpolated, .backsolve(bound: 1e-6)], Stepping.allCases)
  func continuousAdjointsAgree(_ method: GradientMethod, _ stepping: Stepping) throws {
    let tight = AdaptiveControl(relativeTolerance: 1e-11, absoluteTolerance: 1e-11)
    let options = SolveOptions(method: .tsit5, control: .adaptive(tight), stepping: stepping)
    let exact = try Self.solved(options, .discrete)
    let (expected, _) = try exact.parameterGradient(Self.problem.parameters)
    let solver = try Self.solved(options, method)
    let (gradient, _) = try solver.parameterGradient(Self.problem.parameters)
    for i in gradient.indices { #expect(abs(gradient[i] - expected[i]) < 1e-8 * max(1, abs(expected[i])), "p\(i)") }
    for s in 0..<11 {
      for row in 0..<2 {
        #expect(abs(solver.initialCotangent[row, s] - exact.initialCotangent[row, s]) < 1e-8)
      }
      for k in Self.problem.times[s].indices {
        #expect(abs(solver.timeCotangents[k, s] - exact.timeCotangents[k, s]) < 1e-6, "\(s) \(k)")
      }
    }
  }

  /// The gradient's bits do not depend on the memory, nor do the integrals.
  @Test("Budgets change no bit", arguments: [GradientMethod.discrete, .interpolated], Stepping.allCases)
  func budgetsChangeNoBit(
    _ method: GradientMethod, _ stepping: Stepping
  ) throws {
    let options = SolveOptions(
      method: .dopri5, control: .adaptive(AdaptiveControl(relativeTolerance: 1e-9, absoluteTolerance: 1e-9)),
      stepping: stepping)
    var least = 0
    do { _ = try Self.solved(options, method, memory: 0) } catch { least = (error as? SolverError)?.count ?? 0 }
    var reference: ([Double], [Double])?
    for memory in [1 << 26, least, least + 20_000, least + 200_000] {
      let solver = try Self.solved(options, method, memory: memory)
      let (gradient, statistics) = try solver.parameterGradient(Self.problem.parameters)
      let values = (0..<11).map { solver.costValues[0, $0] }
      #expect(reference?.0 ?? gradient == gradient && reference?.1 ?? values == values, "memory \(memory)")
      reference = (gradient, values)
      #expect(statistics.peakBytes <= memory)
      if memory == least { #expect(statistics.replayed > 0) }
      if memory == 1 << 26 { #expect(statistics.replayed == 0) }
    }
  }

  /// With steps of its own a sample's integral is the same in any company.
  @Test("Samples are independent", arguments: ["dopri5", "kvaerno3", "esdirk5", "rodas5p"]) func samplesAreIndependent(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    let control = StepControl.adaptive(AdaptiveControl(relativeTolerance: 1e-6, absoluteTolerance: 1e-6))
    let options = SolveOptions(method: method, control: control, stepping: .sample)
    let all = try Self.solved(options, .discrete)
    for s in [1, 6, 10] {
      let alone = Problem(
        initial: [Self.problem.initial[s]], times: [Self.problem.times[s]], parameters: Self.problem.parameters)
      let solver = try alone.solver(Field.predators, options, costs: Self.costs)
      try solver.run(alone.parameters)
      for cost in 0..<2 { #expect(solver.costValues[cost, 0] == all.costValues[cost, s]) }
    }
  }
}
