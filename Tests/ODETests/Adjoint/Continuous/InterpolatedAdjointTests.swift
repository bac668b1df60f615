import Foundation
import Kernels
import Testing

@testable import ODE

/// The continuous adjoint along the dense output of the forward steps.
@Suite struct InterpolatedAdjointTests {
  typealias Field = ClosureField<Double>

  static func options(_ method: Method, _ tolerance: Double, _ stepping: Stepping) -> SolveOptions {
    SolveOptions(
      method: method, control: .adaptive(AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)),
      stepping: stepping)
  }

  /// `y' = -k (y - p cos t)` with `k = 5`: `dy(T)/dp = k (k cos T + sin T - k e^(-k T)) / (k^2 + 1)`.
  static func forcedDecay<Scalar: KernelScalar>(_ type: Scalar.Type) -> ClosureField<Scalar> {
    ClosureField(
      stateCount: 1, parameterCount: 1, value: { t, y, p in [-5 * (y[0] - p[0] * cos(t))] },
      jacobian: { _, _, _ in [[-5]] }, parameterJacobian: { t, _, _ in [[5 * cos(t)]] },
      timeDerivative: { t, _, p in [-5 * p[0] * sin(t)] })
  }

  static func sensitivity(_ t: Double) -> Double { 5 * (5 * cos(t) + sin(t) - 5 * exp(-5 * t)) / 26 }

  /// A decaying state that backsolve cannot reconstruct is no obstacle.
  @Test("Works where backsolve refuses", arguments: Stepping.allCases) func worksWhereBacksolveRefuses(
    _ stepping: Stepping
  ) throws {
    let problem = Problem(initial: [[2], [0.5]], times: [[0, 1.3, 4, 10], [0, 0.2, 0.21, 3]], parameters: [1.5])
    let field = Self.forcedDecay(Double.self)
    let options = Self.options(.dopri5, 1e-9, stepping)
    let refused = try problem.solver(field, options, gradient: .backsolve(bound: 1e-2))
    try refused.run(problem.parameters)
    refused.weigh { _, _, _ in 1 }
    #expect(throws: SolverError.self) { _ = try refused.parameterGradient(problem.parameters) }
    let solver = try problem.solver(field, options, gradient: .interpolated)
    solver.computesTimeCotangents = true
    try solver.run(problem.parameters)
    solver.weigh { _, _, _ in 1 }
    let (gradient, statistics) = try solver.parameterGradient(problem.parameters)
    let exact = problem.times.joined().reduce(0) { $0 + Self.sensitivity($1) }
    #expect(abs(gradient[0] - exact) < 1e-7, "\(gradient[0]) \(exact)")
    for s in 0..<2 {
      let start = problem.times[s].reduce(0) { $0 + exp(-5 * $1) }
      #expect(abs(solver.initialCotangent[0, s] - start) < 1e-7)
      for (k, t) in problem.times[s].enumerated() where k > 0 {
        let derivative = -5 * (solver.state(s, k)[0] - 1.5 * cos(t))
        #expect(abs(solver.timeCotangents[k, s] - derivative) < 1e-7)
      }
    }
    #expect(statistics.reconstructionError == 0 && statistics.accepted > 0)
  }

  @Test("Works in single precision") func worksInSinglePrecision() throws {
    let problem = Problem(initial: [[2]], times: [0, 1.3, 4, 10], parameters: [1.5])
    let solver = try problem.solver(
      Self.forcedDecay(Float.self), Self.options(.tsit5, 1e-5, .group), gradient: .interpolated)
    try solver.run(problem.parameters)
    solver.weigh { _, _, _ in 1 }
    let (gradient, _) = try solver.parameterGradient(problem.parameters)
    let exact = problem.times[0].reduce(0) { $0 + Self.sensitivity($1) }
    #expect(abs(gradient[0] - exact) < 1e-3, "\(gradient[0]) \(exact)")
  }

  /// The error falls with the tolerance, towards the gradient of the true solution.
  @Test(
    "Converges with the tolerance",
    arguments: Method.explicit.filter { $0.isAdaptive && !$0.isReversible && $0.order > 2 }.map(\.name),
    Stepping.allCases)
  func convergesWithTheTolerance(
    _ name: String, _ stepping: Stepping
  ) throws {
    let method = try #require(Method(named: name))
    let problem = GradientTests.problem
    func gradient(_ method: Method, _ tolerance: Double, _ way: GradientMethod) throws -> [Double] {
      let solver = try problem.solver(Field.predators, Self.options(method, tolerance, stepping), gradient: way)
      try solver.run(problem.parameters)
      solver.weigh(GradientTests.weight)
      return try solver.parameterGradient(problem.parameters).0
    }
    let truth = try gradient(.dopri5, 1e-12, .discrete)
    let tolerances = [1e-4, 1e-6, 1e-8]
    let errors = try tolerances.map { distance(try gradient(method, $0, .interpolated), truth) }
    #expect(errors[2] < 3e-6 && errors[2] < errors[0], "\(name): \(errors)")
    #expect(derivative(tolerances, errors) > 0.6, "\(name): \(errors)")
  }

  /// With fixed steps the adjoint's order is at least that of the dense output it runs along.
  @Test("Converges with the step", arguments: Method.oneStep)
  func convergesWithTheStep(_ name: String) throws {
    let method = try #require(Method(named: name))
    let problem = Problem(initial: [[1.3, 0.4]], times: [0, 0.37, 1], parameters: [0.9])
    func gradient(_ method: Method, _ h: Double, _ way: GradientMethod) throws -> [Double] {
      let solver = try problem.solver(
        Field.swirl, SolveOptions(method: method, control: .fixed(step: h)), gradient: way)
      try solver.run(problem.parameters)
      solver.weigh(GradientTests.weight)
      return try solver.parameterGradient(problem.parameters).0
    }
    let truth = try gradient(.dopri5, 1e-3, .discrete)
    let steps = (0..<4).map { 0.1 / pow(2, Double($0)) }
    let errors = try steps.map { distance(try gradient(method, $0, .interpolated), truth) }
    let expected = min(method.order, method.denseOrder)
    let seen = zip(steps, errors).filter { $0.1 > 1e-12 }
    guard seen.count > 2 else {
      #expect(errors[3] < 1e-11, "\(name): \(errors)")
      return
    }
    let found = derivative(seen.map(\.0), seen.map(\.1))
    #expect(found > Double(expected) - 0.3, "\(name): \(found) \(errors)")
  }

  /// A step may hold several observations, and none is met twice or left out.
  @Test("Meets every observation", arguments: Stepping.allCases) func meetsEveryObservation(_ stepping: Stepping) throws
  {
    let problem = Problem(
      initial: [[1.3, 0.4], [0.7, -0.2]], times: [(0...20).map { 0.04 * Double($0) }, [0, 0.01, 0.02, 0.03, 0.6]],
      parameters: [0.2])
    let options = SolveOptions(method: .dopri5, control: .fixed(step: 0.2), stepping: stepping)
    var gradients: [[Double]] = []
    for way in [GradientMethod.discrete, .interpolated] {
      let solver = try problem.solver(Field.swirl, options, gradient: way)
      try solver.run(problem.parameters)
      solver.weigh { s, k, row in 1 + Double(k) / 7 + Double(s + row) / 3 }
      let (gradient, _) = try solver.parameterGradient(problem.parameters)
      gradients.append(gradient + (0..<2 * solver.columns).map { solver.initialCotangent.values[$0] })
    }
    #expect(distance(gradients[0], gradients[1]) < 1e-5, "\(gradients)")
  }
}
