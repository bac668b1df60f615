import Foundation
import Kernels
import Testing

@testable import ODE

/// The clock of a solve: it keeps step with the state, and where it starts is of no account.
@Suite struct ClockTests {
  typealias Field = ClosureField<Double>

  /// Seconds since 1970, Julian days and the like; the observation times below are exact next to all of them.
  static let origins = [0, 1000, 2.4e6, 1.7e9]

  /// An oscillator, `u' = p v`, `v' = -p u`; half of it is stiff for those who ask.
  static let rotation: Field = {
    func share(_ x: Double) -> Field {
      Field(
        stateCount: 2, parameterCount: 1, value: { _, y, p in [x * p[0] * y[1], -x * p[0] * y[0]] },
        jacobian: { _, _, p in [[0, x * p[0]], [-x * p[0], 0]] },
        parameterJacobian: { _, y, _ in [[x * y[1]], [-x * y[0]]] }, timeDerivative: { _, _, _ in [0, 0] })
    }
    var whole = share(1)
    whole.parts = [share(0.5), share(0.5)]
    return whole
  }()

  /// Samples with spans of their own, so that columns finish one after another.
  static func problem(from origin: Double, direction: Double = 1) -> Problem {
    var problem = Problem(initial: [], times: [[Double]](), parameters: [1.25])
    for s in 0..<19 {
      let x = Double(s)
      let start = Double(s % 5) / 64
      problem.initial.append([1 + 0.05 * x, 0.5 - 0.03 * x])
      problem.times.append((0...(2 + s % 3)).map { origin + direction * (start + 0.375 * Double($0)) })
    }
    return problem
  }

  /// States, gradients, the cotangents of starts and times: an autonomous problem has the same bits at every origin.
  @Test("Origin changes no bit", arguments: Method.all.map(\.name), Stepping.allCases)
  func originChangesNoBit(_ name: String, _ stepping: Stepping) throws {
    let method = try #require(Method(named: name))
    var gradients: [GradientMethod] = [.discrete]
    if method.isReversible { gradients.append(.reversible(bound: 1e-3)) }
    if method.canBeCoupled { gradients += [.interpolated, .backsolve(bound: 1)] }
    let adaptive = StepControl.adaptive(AdaptiveControl(relativeTolerance: 1e-5, absoluteTolerance: 1e-5))
    for control in [.fixed(step: 0.1)] + (method.isAdaptive ? [adaptive] : []) {
      for gradient in gradients {
        for direction in [1.0, -1] {
          var expected: [[Double]]?
          for origin in Self.origins {
            let problem = Self.problem(from: origin, direction: direction)
            let solver = try problem.solverWithoutSnapshots(
              Self.rotation,
              SolveOptions(method: method, control: control, stepping: stepping, stepTimes: [origin + direction]),
              gradient: gradient)
            solver.computesTimeCotangents = true
            try solver.run(problem.parameters)
            solver.weigh(GradientTests.weight)
            let (parameters, _) = try solver.parameterGradient(problem.parameters)
            let found = [
              problem.times.indices.flatMap { s in problem.times[s].indices.flatMap { solver.state(s, $0) } },
              parameters,
              (0..<2).flatMap { row in (0..<19).map { solver.initialCotangent[row, $0] } },
              problem.times.indices.flatMap { s in
                problem.times[s].indices.map { solver.timeCotangents[$0, s] }
              },
            ]
            #expect(found == expected ?? found, "\(control) \(gradient) \(direction) from \(origin)")
            expected = found
          }
        }
      }
    }
  }

  /// An oscillator against its closed form, late in time: the error is that at time zero.
  @Test("Errors do not grow with the origin", arguments: Method.all.map(\.name), Stepping.allCases)
  func errorsDoNotGrowWithTheOrigin(_ name: String, _ stepping: Stepping) throws {
    let method = try #require(Method(named: name))
    let tolerance = SolverTests.tight(method)
    let control: StepControl =
      method.isAdaptive
      ? .adaptive(AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance))
      : .fixed(step: method.order > 2 ? 0.001 : 0.01)
    func error(from origin: Double) throws -> Double {
      let problem = Problem(initial: [[1, 0]], times: [origin, origin + 1], parameters: [2])
      let solver = try problem.solver(Self.rotation, SolveOptions(method: method, control: control, stepping: stepping))
      try solver.run(problem.parameters)
      return distance(solver.state(0, 1), [cos(2), -sin(2)])
    }
    let first = try error(from: 0)
    for origin in Self.origins { #expect(try error(from: origin) == first, "from \(origin)") }
  }

  /// Many fixed steps whose size is no binary fraction take as many steps as they say, and lose no more than sizes that
  /// are.
  @Test("Many fixed steps do not drift", arguments: [100_000, 1_000_000]) func manyFixedStepsDoNotDrift(_ count: Int)
    throws
  {
    func solve(_ step: Double) throws -> (error: Double, steps: Int) {
      let problem = Problem(initial: [[1, 0]], times: [0, 1], parameters: [2])
      let solver = try problem.solver(
        Self.rotation, SolveOptions(method: .rk4, control: .fixed(step: step), maximumSteps: 10_000_000))
      let statistics = try solver.run(problem.parameters)
      return (distance(solver.state(0, 1), [cos(2), -sin(2)]), statistics.accepted)
    }
    let exponent = Int(log2(Double(count)).rounded())
    let binary = try solve(scalbn(1, -exponent))
    let decimal = try solve(1 / Double(count))
    #expect(binary.steps == 1 << exponent)
    #expect(decimal.steps == count)
    #expect(decimal.error <= 10 * binary.error, "\(decimal.error) \(binary.error)")
  }

  /// A step whose size is no binary fraction is repeated to the bit: what an Adams method remembers lies evenly.
  @Test("Sizes of fixed steps are equal") func sizesOfFixedStepsAreEqual() throws {
    let solver = try ForwardSolver(
      field: Self.rotation, options: SolveOptions(method: .adams, control: .fixed(step: 0.1)), samples: 1,
      observations: 2)
    (solver.initialState[0, 0], solver.initialState[1, 0]) = (1, 0)
    (solver.times[0, 0], solver.times[1, 0]) = (1.7e9, 1.7e9 + 100)
    solver.counts[0] = 2
    var sizes = Set<Double>()
    let group = solver.integrator.group
    try [2.0].withVector {
      try solver.solve($0, atStart: {}, atStep: { if group.step[0] != 0 { sizes.insert(group.step[0]) } })
    }
    // The last one takes what is left of a span that is not ten steps to the bit.
    #expect(sizes.contains(0.1) && sizes.count <= 2)
    #expect(sizes.allSatisfy { abs($0 - 0.1) < 1e-11 })
  }

  /// Times too close to be told apart as times elapsed are refused, not merged.
  @Test("Refuses times that no clock tells apart") func refusesTimesThatNoClockTellsApart() throws {
    let problem = Problem(initial: [[1, 0]], times: [-1e9, 1e-10, 2e-10], parameters: [2])
    let solver = try problem.solver(Self.rotation, SolveOptions())
    #expect { try solver.run(problem.parameters) } throws: { ($0 as? SolverError)?.kind == .invalid }
  }

  /// The field is asked for nothing beyond the last time, even where no number is the difference of both ends.
  @Test("Never passes the last time") func neverPassesTheLastTime() throws {
    var ends: [(Double, Double)] = []
    for k in 1...400 { ends.append((Double(k) / 7 - 20, Double(k) * 0.3 + 41.1)) }
    ends += ends.map { ($0.1, $0.0) }
    for (from, to) in ends {
      let elapsed = to.elapsed(since: from)
      #expect(from < to ? from + elapsed <= to : from + elapsed >= to)
      #expect(abs(from + elapsed - to) <= 2 * max(from.ulp, to.ulp, elapsed.ulp))
    }
  }
}
