import Foundation
import Kernels
import Synchronization
import Testing

@testable import ODE

/// Times that steps must land on, and fields that jump there.
@Suite struct StopTimeTests {
  /// `y' = 2 + t` before a third, `-1 - 3 t` behind it, and nothing at the jump itself.
  static func kink<Scalar: KernelScalar>(at jump: Double, _ type: Scalar.Type) -> ClosureField<Scalar> {
    ClosureField(
      stateCount: 1, parameterCount: 1,
      value: { t, _, p in [p[0] * (t < jump ? 2 + t : t > jump ? -1 - 3 * t : .nan)] },
      jacobian: { _, _, _ in [[0]] },
      parameterJacobian: { t, _, _ in [[t < jump ? 2 + t : t > jump ? -1 - 3 * t : .nan]] },
      timeDerivative: { t, _, p in [p[0] * (t < jump ? 1 : t > jump ? -3 : .nan)] })
  }

  /// The integral of the kink from `a` to `b`.
  static func integral(_ a: Double, _ b: Double, _ jump: Double) -> Double {
    func primitive(_ t: Double) -> Double {
      t < jump
        ? 2 * t + t * t / 2
        : 2 * jump + jump * jump / 2 - (t - jump) - 1.5 * (t * t - jump * jump)
    }
    return primitive(b) - primitive(a)
  }

  /// A method of order 2 or more is exact on either side, so no step may have seen both: none is ever rejected.
  @Test("No step sees both sides", arguments: Method.throughJumps.filter(\.isAdaptive).map(\.name), Stepping.allCases)
  func noStepSeesBothSides(_ name: String, _ stepping: Stepping) throws {
    try noStepSeesBothSides(name, stepping, Double.self, 1e-12)
    try noStepSeesBothSides(name, stepping, Float.self, 3e-6)
  }

  private func noStepSeesBothSides<Scalar: KernelScalar>(
    _ name: String, _ stepping: Stepping, _ type: Scalar.Type, _ slack: Double
  ) throws {
    let method = try #require(Method(named: name))
    // Not a number of either type's grid; the third sample starts at the jump, the fourth ends there.
    let jump = 1.0 / 3
    for direction in [1.0, -1] {
      var times: [[Double]] = [[0, 0.2, 1], [-0.5, jump, 0.7], [jump, 0.9], [-0.25, jump], [0.4, 1]]
      if direction < 0 { times = times.map { $0.reversed() } }
      let problem = Problem(initial: times.map { _ in [0.3] }, times: times, parameters: [1])
      let options = SolveOptions(
        method: method, control: .adaptive(AdaptiveControl(relativeTolerance: 1e-4, absoluteTolerance: 1e-4)),
        stepping: stepping, jumpTimes: [jump])
      let solver = try problem.solver(Self.kink(at: jump, type), options)
      let statistics = try solver.run([1])
      // Behind the jump an Adams method tries its step at order 1, for which it may be too long.
      if method.multistep == nil { #expect(statistics.rejected == 0, "\(name)") }
      for s in times.indices {
        for k in times[s].indices {
          let exact = 0.3 + Self.integral(times[s][0], times[s][k], jump)
          #expect(abs(solver.state(s, k)[0] - exact) < slack, "\(name) \(direction) \(s) \(k)")
        }
      }
    }
  }

  /// Through a jump a method keeps its order if it knows of it, and only then.
  @Test("Keeps its order", arguments: Method.throughJumps.map(\.name)) func keepsItsOrder(_ name: String) throws {
    let method = try #require(Method(named: name))
    let jump = 0.5
    // y' = -3 y, then y' = 4 y + 1.
    let field = ClosureField<Double>(
      stateCount: 1, parameterCount: 0, value: { t, y, _ in [t < jump ? -3 * y[0] : 4 * y[0] + 1] },
      jacobian: { t, _, _ in [[t < jump ? -3 : 4]] }, parameterJacobian: { _, _, _ in [[]] },
      timeDerivative: { _, _, _ in [0] })
    let exact = (exp(-1.5) + 0.25) * exp(2) - 0.25
    func error(_ h: Double, _ jumps: [Double]) throws -> Double {
      let problem = Problem(initial: [[1]], times: [0, 1], parameters: [])
      let solver = try problem.solver(field, SolveOptions(method: method, control: .fixed(step: h), jumpTimes: jumps))
      try solver.run([0])
      return abs(solver.state(0, 1)[0] - exact)
    }
    var steps: [Double] = []
    var errors: [Double] = []
    for k in 0..<7 {
      let h = 0.25 / pow(2, Double(k))
      let error = try error(h, [jump])
      // Beyond, rounding has its say.
      guard error > 1e-12 || k < 2 else { break }
      steps.append(h)
      errors.append(error)
    }
    let found = derivative(Array(steps.suffix(3)), Array(errors.suffix(3)))
    #expect(found > Double(method.order) - 0.5, "\(name): \(found)")
    // A step over the jump costs all that.
    if method.order > 2 { #expect(try error(0.013, []) > 30 * error(0.013, [jump]), "\(name)") }
  }

  /// Every sample takes a step to each given time in its span, and its step size does not suffer from it.
  @Test("Lands on given times", arguments: Method.adaptiveThroughJumps, Stepping.allCases) func landsOnGivenTimes(
    _ name: String, _ stepping: Stepping
  ) throws {
    let method = try #require(Method(named: name))
    let seen = Mutex<Set<Double>>([])
    let field = ClosureField<Double>(
      stateCount: 1, parameterCount: 0,
      value: { t, y, _ in
        seen.withLock { _ = $0.insert(t) }
        return [y[0] * cos(t)]
      },
      jacobian: { t, _, _ in [[cos(t)]] }, parameterJacobian: { _, _, _ in [[]] },
      timeDerivative: { t, y, _ in [-y[0] * sin(t)] })
    let given = [2.0 / 7, 0.5, 0.5 + 1e-9, 11.0 / 13]
    for ends in [(0.0, 1.0), (1, 0)] {
      let problem = Problem(initial: [[1]], times: [ends.0, ends.1], parameters: [])
      func statistics(_ times: [Double]) throws -> SolveStatistics {
        seen.withLock { $0 = [] }
        let solver = try problem.solver(
          field,
          SolveOptions(
            method: method, control: .adaptive(AdaptiveControl(relativeTolerance: 1e-8, absoluteTolerance: 1e-8)),
            stepping: stepping, stepTimes: times))
        let statistics = try solver.run([0])
        #expect(abs(solver.state(0, 1)[0] - exp(sin(ends.1) - sin(ends.0))) < 1e-5)
        return statistics
      }
      let free = try statistics([])
      let bound = try statistics(given.reversed())
      #expect(seen.withLock { times in given.allSatisfy(times.contains) })
      // An Adams method begins anew behind each.
      let more = method.multistep == nil ? 3 : 12
      #expect(bound.accepted <= free.accepted + more * given.count, "\(free.accepted) \(bound.accepted)")
    }
  }

  /// The discrete gradient, start and end times included, is that of the steps taken, jumps and stops among them.
  @Test("Gradient is exact", arguments: Method.throughJumps.map(\.name), Stepping.allCases)
  func gradientIsExact(_ name: String, _ stepping: Stepping) throws {
    let problem = GradientTests.problem
    var options = try GradientTests.options(name, stepping)
    options.stepTimes = [0.4437, 0.9131]
    options.jumpTimes = [0.711]
    let field = Self.jumpingPredators(at: 0.711)
    func loss(_ problem: Problem) throws -> Double {
      // As with a gradient, so that the equations of implicit stages are solved to round-off.
      let solver = try problem.solver(field, options, gradient: .discrete)
      try solver.run(problem.parameters)
      return solver.loss(GradientTests.weight)
    }
    func difference(_ move: (inout Problem, Double) -> Void) throws -> Double {
      func central(_ h: Double) throws -> Double {
        var (plus, minus) = (problem, problem)
        move(&plus, h)
        move(&minus, -h)
        return try (loss(plus) - loss(minus)) / (2 * h)
      }
      return try (4 * central(5e-4) - central(1e-3)) / 3
    }
    let solver = try problem.solver(field, options, gradient: .discrete)
    solver.computesTimeCotangents = true
    try solver.run(problem.parameters)
    solver.weigh(GradientTests.weight)
    let (gradient, _) = try solver.parameterGradient(problem.parameters)
    for i in gradient.indices {
      let expected = try difference { $0.parameters[i] += $1 }
      #expect(abs(gradient[i] - expected) < 1e-8 * max(1, abs(expected)), "p\(i)")
    }
    for s in [0, 4, 10] {
      for k in problem.times[s].indices {
        let expected = try difference { $0.times[s][k] += $1 }
        let found: Double = solver.timeCotangents[k, s]
        #expect(abs(found - expected) < 1e-8 * max(1, abs(expected)), "t \(s) \(k): \(found) \(expected)")
      }
    }
  }

  /// Backsolve comes to jumps from the other side; at a tight tolerance it finds the same gradient.
  @Test("Backsolve agrees with the discrete gradient across given times", arguments: Stepping.allCases)
  func backsolveAgrees(_ stepping: Stepping) throws {
    let problem = GradientTests.problem
    let options = SolveOptions(
      control: .adaptive(AdaptiveControl(relativeTolerance: 1e-10, absoluteTolerance: 1e-10)), stepping: stepping,
      stepTimes: [0.5], jumpTimes: [0.711])
    let field = Self.jumpingPredators(at: 0.711)
    var gradients: [[Double]] = []
    var starts: [[Double]] = []
    for method in [GradientMethod.discrete, .backsolve(bound: 1e-6)] {
      let solver = try problem.solver(field, options, gradient: method)
      solver.computesTimeCotangents = true
      try solver.run(problem.parameters)
      solver.weigh(GradientTests.weight)
      gradients.append(try solver.parameterGradient(problem.parameters).0)
      starts.append((0..<11).map { solver.timeCotangents[0, $0] })
    }
    for (x, y) in zip(gradients[0], gradients[1]) { #expect(abs(x - y) < 1e-7 * max(1, abs(x))) }
    for (x, y) in zip(starts[0], starts[1]) { #expect(abs(x - y) < 1e-6) }
  }

  /// The predators, eating faster from a time on, and undefined at it.
  static func jumpingPredators(at jump: Double) -> ClosureField<Double> {
    let base = ClosureField<Double>.predators
    @Sendable func rate(_ t: Double, _ p: [Double]) -> [Double] {
      [p[0], t < jump ? p[1] : t > jump ? 1.8 * p[1] : .nan, p[2]]
    }
    return ClosureField(
      stateCount: 2, parameterCount: 3, value: { base.value($0, $1, rate($0, $2)) },
      jacobian: { base.jacobian($0, $1, rate($0, $2)) },
      parameterJacobian: { t, y, p in
        base.parameterJacobian(t, y, rate(t, p)).map { [$0[0], $0[1] * rate(t, [0, 1, 0])[1], $0[2]] }
      },
      timeDerivative: { base.timeDerivative($0, $1, rate($0, $2)) },
      second: { t, y, p, at in
        var gradient = base.second!(t, y, rate(t, p), at)
        gradient.parameters[1] *= rate(t, [0, 1, 0])[1]
        return gradient
      })
  }

  @Test("Refuses what does not go") func refusesWhatDoesNotGo() throws {
    let problem = Problem(initial: [[1]], times: [0, 1], parameters: [1])
    for options in [
      SolveOptions(stepTimes: [.nan]), SolveOptions(jumpTimes: [0.5, .infinity]),
      SolveOptions(method: .alf, jumpTimes: [0.5]), SolveOptions(method: .dopri5.coupled(), jumpTimes: [0.5]),
    ] {
      let error = #expect(throws: SolverError.self) {
        _ = try problem.solver(ClosureField<Double>.hyperbola, options)
      }
      #expect(error?.kind == .options)
    }
  }
}
