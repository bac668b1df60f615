import Foundation
import Kernels
import Testing

@testable import ODE

/// The orders as they show in solutions.
@Suite struct ConvergenceTests {
  /// `y' = p cos(t) y^2`, solved by `1 / (c - p sin t)`: nonlinear and not autonomous.
  static let starts = [1.3, 1.5, 1.6, 1.7, 1.8, 2, 2.2, 2.5]

  static func truth(_ c: Double, _ t: Double) -> Double { 1 / (c - sin(t)) }

  /// The root mean square error over all samples and the times given, with steps of one size.
  static func error(_ method: Method, step: Double, times: [Double]) throws -> Double {
    let problem = Problem(initial: starts.map { [truth($0, times[0])] }, times: times, parameters: [1])
    let solver = try problem.solver(
      ClosureField<Double>.pulse, SolveOptions(method: method, control: .fixed(step: step)))
    try solver.run(problem.parameters)
    var sum = 0.0
    for (s, c) in starts.enumerated() {
      for k in 1..<times.count - 1 { sum += pow(solver.state(s, k)[0] - truth(c, times[k]), 2) }
    }
    return (sum / Double(starts.count * (times.count - 2))).squareRoot()
  }

  /// Four halvings; at the start of each step dense output is the step itself, so observations there show its own
  /// order.
  static func stepDerivative(_ method: Method) throws -> Double {
    // Fine enough for the leading term of the error to rule, and coarse enough to stay clear of round-off.
    let coarsest: [Int: Double] = [1: 1 / 32, 2: 1 / 32, 3: 1 / 16, 4: 1 / 16, 5: 1 / 3, 7: 1 / 3, 8: 1 / 2]
    let first = try #require(coarsest[method.order])
    let steps = (0..<5).map { first / pow(2, Double($0)) }
    return try derivative(steps, steps.map { try error(method, step: $0, times: [0, 1, 2, 3, 4, 5]) })
  }

  /// Four halvings of a single step, observed inside: the local error, whose order is one higher than the global one.
  static func denseDerivative(_ method: Method) throws -> Double {
    let coarsest: [Int: Double] = [1: 1 / 4, 2: 1 / 4, 3: 1 / 4, 4: 1 / 4, 5: 1 / 2, 7: 1]
    let first = try #require(coarsest[method.denseOrder])
    let steps = (0..<5).map { first / pow(2, Double($0)) }
    return try derivative(
      steps,
      steps.map { h in
        try error(method, step: h, times: [0, 0.23, 0.37, 0.61, 0.83, 1].map { 0.3 + $0 * h })
      }) - 1
  }

  /// Methods of several steps rise beyond the order of their first one (`AdamsTests`).
  @Test("Errors fall with the order of the method", arguments: Method.direct.filter { $0.multistep == nil }.map(\.name))
  func stepsConverge(_ name: String) throws {
    let method = try #require(Method(named: name))
    let found = try Self.stepDerivative(method)
    #expect(found > Double(method.order) - 0.15 && found < Double(method.order) + 1, "\(name): \(found)")
  }

  @Test("Dense output converges", arguments: Method.direct.map(\.name)) func denseOutputConverges(_ name: String) throws
  {
    let method = try #require(Method(named: name))
    let found = try Self.denseDerivative(method)
    #expect(found > Double(method.denseOrder) - 0.15 && found < Double(method.denseOrder) + 1, "\(name): \(found)")
  }

  /// Wrong abscissae show on `y' = p t^k`, which a method of order `k + 1` integrates exactly (peers' defects D1, D5).
  @Test("Integrates powers of time", arguments: Method.ofAnyState.map(\.name)) func integratesPowersOfTime(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    for k in 0..<method.order {
      let field = ClosureField<Double>(
        stateCount: 1, parameterCount: 1, value: { t, _, p in [p[0] * pow(t, Double(k))] },
        jacobian: { _, _, _ in [[0]] }, parameterJacobian: { t, _, _ in [[pow(t, Double(k))]] },
        timeDerivative: { t, _, p in [k == 0 ? 0 : p[0] * Double(k) * pow(t, Double(k - 1))] })
      let problem = Problem(initial: [[0.5]], times: [0, 1], parameters: [2])
      let solver = try problem.solver(field, SolveOptions(method: method, control: .fixed(step: 1)))
      try solver.run([2])
      #expect(abs(solver.state(0, 1)[0] - (0.5 + 2 / Double(k + 1))) < 1e-14, "\(method.name) t^\(k)")
    }
  }
}
