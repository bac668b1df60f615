import Foundation
import Kernels
import Testing

@testable import ODE

/// Solves of additive methods on fields whose parts differ.
@Suite struct AdditiveSolveTests {
  typealias Field = ClosureField<Double>

  static let names = AdditiveMethodTests.names

  /// `-p y^2 (1 + t)`, the moving pull being the stiff part or the other one; its solution is a closed form.
  static func hyperbola(_ stiffShare: @escaping @Sendable (Double) -> Double) -> Field {
    // No derivative by time is asked for.
    func part(_ share: @escaping @Sendable (Double) -> Double) -> Field {
      Field(
        stateCount: 1, parameterCount: 1, value: { t, y, p in [-p[0] * y[0] * y[0] * share(t)] },
        jacobian: { t, y, p in [[-2 * p[0] * y[0] * share(t)]] },
        parameterJacobian: { t, y, _ in [[-y[0] * y[0] * share(t)]] },
        timeDerivative: { _, _, _ in [0] })
    }
    var field = Field.hyperbola
    field.parts = [part(stiffShare), part { 1 + $0 - stiffShare($0) }]
    return field
  }

  /// The order over four halvings, at the end and within a step, forward and backward in time.
  @Test("Converges on a closed form", arguments: names, [1.0, -1]) func convergesOnAClosedForm(
    _ name: String, _ direction: Double
  ) throws {
    let method = try #require(Method(named: name))
    let start = direction > 0 ? 0.0 : 1
    let starts = direction > 0 ? [2, 1.7, 1.3, 0.9] : [0.5, 0.45, 0.4, 0.3]
    func exact(_ y0: Double, _ t: Double) -> Double {
      1 / (1 / y0 + 0.5 * ((1 + t) * (1 + t) - (1 + start) * (1 + start)))
    }
    // Either part may be the one that depends on time.
    for share: @Sendable (Double) -> Double in [{ 1.6 * $0 }, { _ in 0.7 }] {
      func error(step: Double, _ times: [Double]) throws -> Double {
        let problem = Problem(initial: starts.map { [$0] }, times: times, parameters: [1])
        let solver = try problem.solver(
          Self.hyperbola(share), SolveOptions(method: method, control: .fixed(step: step)))
        try solver.run([1])
        var sum = 0.0
        for (s, y0) in starts.enumerated() {
          for (k, t) in times.enumerated() where k > 0 && (k == 1 || k < times.count - 1) {
            sum += pow(solver.state(s, k)[0] - exact(y0, t), 2)
          }
        }
        return sum.squareRoot()
      }
      let steps = (0..<5).map { (method.order > 4 ? 0.2 : 0.1) / pow(2, Double($0)) }
      let found = try derivative(steps, steps.map { try error(step: $0, [start, start + direction]) })
      #expect(found > Double(method.order) - 0.25 && found < Double(method.order) + 0.8, "\(name): \(found)")
      // A single step, observed inside: the local error, whose order is one higher.
      let short = steps.map { $0 / 4 }
      let dense = try derivative(
        short,
        short.map { h in
          try error(step: h, [0, 0.23, 0.37, 0.61, 0.83, 1].map { start + direction * $0 * h })
        })
      #expect(abs(dense - 1 - Double(method.denseOrder)) < 0.3, "\(name): dense \(dense)")
    }
  }

  /// Wrong abscissae of either part show on `y' = p t^k`, in one step of size 1.
  @Test("Integrates powers of time in either part", arguments: names) func integratesPowersOfTimeInEitherPart(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    for k in 0..<method.order {
      let power = Field(
        stateCount: 1, parameterCount: 1, value: { t, _, p in [p[0] * pow(t, Double(k))] },
        jacobian: { _, _, _ in [[0]] }, parameterJacobian: { t, _, _ in [[pow(t, Double(k))]] },
        timeDerivative: { _, _, _ in [0] })
      let nothing = Field(
        stateCount: 1, parameterCount: 1, value: { _, _, _ in [0] }, jacobian: { _, _, _ in [[0]] },
        parameterJacobian: { _, _, _ in [[0]] }, timeDerivative: { _, _, _ in [0] })
      for parts in [[power, nothing], [nothing, power]] {
        var field = power
        field.parts = parts
        let problem = Problem(initial: [[0.5]], times: [0, 1], parameters: [2])
        let solver = try problem.solver(field, SolveOptions(method: method, control: .fixed(step: 1)))
        try solver.run([2])
        #expect(abs(solver.state(0, 1)[0] - (0.5 + 2 / Double(k + 1))) < 2e-14, "\(name) t^\(k)")
      }
    }
  }

  /// Kaps' problem, `y1' = -(1 / e + 2) y1 + y2^2 / e`, `y2' = y1 - y2 - y2^2`, with the solution `exp(-2 t)`,
  /// `exp(-t)` whatever `e`; stiff are the terms in `1 / e`.
  static func kaps<Scalar: KernelScalar>(_ e: Double, _ type: Scalar.Type = Scalar.self) -> ClosureField<Scalar> {
    func field(_ stiff: Double, _ other: Double) -> ClosureField<Scalar> {
      ClosureField(
        stateCount: 2, parameterCount: 0,
        value: { _, y, _ in
          [stiff * (y[1] * y[1] - y[0]) / e - 2 * other * y[0], other * (y[0] - y[1] - y[1] * y[1])]
        },
        jacobian: { _, y, _ in
          [[-stiff / e - 2 * other, 2 * stiff * y[1] / e], [other, -other * (1 + 2 * y[1])]]
        }, parameterJacobian: { _, _, _ in [[], []] }, timeDerivative: { _, _, _ in [0, 0] })
    }
    var whole = field(1, 1)
    whole.parts = [field(1, 0), field(0, 1)]
    return whole
  }

  /// The error meets the tolerance in a number of steps that does not depend on the stiffness, where an explicit method
  /// needs many times as many for a stiffness a hundred times less.
  @Test("Solves kaps problem", arguments: names, Stepping.allCases) func solvesKapsProblem(
    _ name: String, _ stepping: Stepping
  ) throws {
    let method = try #require(Method(named: name))
    let control = StepControl.adaptive(AdaptiveControl(relativeTolerance: 1e-6, absoluteTolerance: 1e-6))
    let shifts: [Double] = [0, 0.7]
    let problem = Problem(initial: shifts.map { [exp(-2 * $0), exp(-$0)] }, times: [0, 0.7, 2], parameters: [])
    var counts: [Int] = []
    for e in [1, 1e-3, 1e-6, 1e-9] {
      let solver = try problem.solver(
        Self.kaps(e, Double.self), SolveOptions(method: method, control: control, stepping: stepping))
      counts.append(try solver.run([0]).accepted)
      for (s, shift) in shifts.enumerated() {
        for (k, t) in problem.times[s].enumerated() {
          let exact = [exp(-2 * (t + shift)), exp(-t - shift)]
          let isInside = k == 1
          #expect(distance(solver.state(s, k), exact) < (isInside ? 1e-3 : 2e-5), "\(name) \(e) \(t)")
        }
      }
    }
    let explicit = try problem.solver(Self.kaps(1e-4, Double.self), SolveOptions(method: .dopri5, control: control))
    let steps = try explicit.run([0]).accepted
    #expect(abs(counts[3] - counts[2]) < counts[2] / 10, "\(name): \(counts)")
    #expect(steps > 5000 && counts[2] < steps / 10, "\(name): \(counts) dopri5 \(steps)")
  }

  /// Diffusion and advection of a wave on 16 points around a circle, whose solution is a closed form: a step of the
  /// advection's size is stable, though diffusion alone would allow an explicit method a twentieth of it.
  @Test("Carries a diffusing wave", arguments: names) func carriesADiffusingWave(_ name: String) throws {
    let method = try #require(Method(named: name))
    let (n, diffusion, speed) = (16, 40.0, 2.0)
    func field(_ d: Double, _ v: Double) -> Field {
      let jacobian = (0..<n).map { i in
        (0..<n).map { j in
          let (left, right) = (j == (i + n - 1) % n ? 1.0 : 0, j == (i + 1) % n ? 1.0 : 0)
          return d * (left + right - (i == j ? 2 : 0)) + v * (left - right) / 2
        }
      }
      return Field(
        stateCount: n, parameterCount: 0,
        value: { _, y, _ in jacobian.map { row in zip(row, y).reduce(0) { $0 + $1.0 * $1.1 } } },
        jacobian: { _, _, _ in jacobian }, parameterJacobian: { _, y, _ in y.map { _ in [] } },
        timeDerivative: { _, y, _ in y.map { _ in 0 } })
    }
    var whole = field(diffusion, speed)
    whole.parts = [field(diffusion, 0), field(0, speed)]
    let angle = 2 * Double.pi / Double(n)
    let (rate, frequency) = (2 * diffusion * (1 - cos(angle)), speed * sin(angle))
    // The slowest wave, and a little of the fastest one, which is gone at once.
    let start = (0..<n).map { cos(angle * Double($0)) + 0.1 * ($0 % 2 == 0 ? 1.0 : -1) }
    let problem = Problem(initial: [start], times: [0, 1], parameters: [])
    let solver = try problem.solver(whole, SolveOptions(method: method, control: .fixed(step: 1.0 / 64)))
    try solver.run([0])
    let exact = (0..<n).map { exp(-rate) * cos(angle * Double($0) - frequency) }
    #expect(distance(solver.state(0, 1), exact) < 1e-4 * exp(-rate) * pow(30, 5 - Double(method.order)), "\(name)")
  }

  /// In single precision, and where a start off the slow solution decays within a step.
  @Test("Damps a transient in single precision", arguments: names) func dampsATransientInSinglePrecision(_ name: String)
    throws
  {
    let method = try #require(Method(named: name))
    let problem = Problem(initial: [[3, 1]], times: [0, 0.05, 0.5, 1], parameters: [])
    let solver = try problem.solver(
      Self.kaps(1e-5, Float.self), SolveOptions(method: method, control: .fixed(step: 0.1)))
    try solver.run([0])
    #expect(abs(solver.state(0, 1)[0]) < 4)
    #expect(distance(solver.state(0, 3), [exp(-2), exp(-1)]) < 2e-3, "\(solver.state(0, 3))")
  }

  /// No part is evaluated outside the interval of the solve, forward or backward.
  @Test("Stays inside the interval", arguments: names, [(0.0, 1.0), (1.0, 0.0)]) func staysInsideTheInterval(
    _ name: String, _ span: (from: Double, to: Double)
  ) throws {
    let method = try #require(Method(named: name))
    var field = Field.pulse
    let inner = field
    field.value = { t, y, p in t < 0 || t > 1 ? [.nan] : inner.value(t, y, p) }
    let problem = Problem(
      initial: [[0.5], [0.3]], times: [span.from, 0.41, span.to], parameters: [1])
    for control in [StepControl.fixed(step: 0.13), .adaptive(AdaptiveControl(firstStep: 10))] {
      let solver = try problem.solver(field, SolveOptions(method: method, control: control))
      let statistics = try solver.run([1])
      #expect(statistics.rejected == 0 || control != .fixed(step: 0.13))
      #expect(statistics.newtonIterations > 0 && statistics.factorizations > 0)
    }
  }

  /// The first step is chosen by the derivative of the whole field, as by another method of the same order.
  @Test("Chooses the first step", arguments: zip(names, ["kvaerno3", "esdirk4", "esdirk5"])) func choosesTheFirstStep(
    _ name: String, _ other: String
  ) throws {
    func first(_ name: String) throws -> Double {
      let problem = Problem(initial: [[2], [1.3]], times: [0.3, 1], parameters: [1])
      let solver = try problem.solver(
        Self.hyperbola { 1.6 * $0 }, SolveOptions(method: try #require(Method(named: name))))
      let solution = DenseSolution<Double>()
      solver.recording = solution
      #expect(try solver.run([1]).accepted > 3)
      return solution.stepTimes(of: 0, step: 0).end
    }
    let (found, expected) = try (first(name), first(other))
    #expect(abs(found - expected) < 1e-12 * expected, "\(name): \(found) \(expected)")
  }

  /// Each part counts as an evaluation: two at the start of a step, and one of the other part per stage and the
  /// iterations of the stiff one.
  @Test("Counts what it does", arguments: names) func countsWhatItDoes(_ name: String) throws {
    let method = try #require(Method(named: name))
    let problem = Problem(initial: [[1, 1]], times: [0, 1], parameters: [])
    let solver = try problem.solver(
      Self.kaps(1e-3, Double.self), SolveOptions(method: method, control: .adaptive(AdaptiveControl(firstStep: 1e-2))))
    let found = try solver.run([0])
    let tried = found.accepted + found.rejected
    let stages = method.tableau.stages / 2
    #expect(found.evaluations == 2 * found.accepted + (stages - 1) * tried + found.newtonIterations)
    #expect(found.factorizations == tried && found.linearSolves == found.newtonIterations)
    #expect(found.jvps == 2 * found.accepted)
  }
}
