import Foundation
import Kernels
import Synchronization
import Testing

@testable import ODE

/// The methods of Adams: weights, orders, and what a step of several steps must not do.
@Suite struct AdamsTests {
  /// With steps of one size the weights are the published ones (Hairer, Norsett and Wanner, I, III.1).
  @Test("Weights are those of Adams") func weightsAreThoseOfAdams() {
    let arena = Arena(capacity: Arena.bytes { _ = NewtonBasis(in: $0) })
    let basis = NewtonBasis(in: arena)
    func weights(_ nodes: [Double]) -> [Double] {
      basis.clear()
      for node in nodes { basis.add(node) }
      basis.integrate(to: 1)
      return nodes.indices.map { basis.weight($0, nodes: nodes.count) }
    }
    let bashforth: [[Double]] = [
      [1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55 / 24, -59 / 24, 37 / 24, -9 / 24],
      [1901 / 720, -2774 / 720, 2616 / 720, -1274 / 720, 251 / 720],
    ]
    let moulton: [[Double]] = [
      [1 / 2, 1 / 2], [5 / 12, 8 / 12, -1 / 12], [9 / 24, 19 / 24, -5 / 24, 1 / 24],
      [251 / 720, 646 / 720, -264 / 720, 106 / 720, -19 / 720],
    ]
    for row in bashforth { #expect(distance(weights(row.indices.map { -Double($0) }), row) < 1e-13) }
    for row in moulton { #expect(distance(weights(row.indices.map { 1 - Double($0) }), row) < 1e-13) }
  }

  /// `y' = -y g(t)` from a place where `g` is flat to all orders, so that the first steps, of lower orders, spoil
  /// nothing: `y = exp(-G)` with `G = exp(-1/t)`.
  static let flat = FunctionField<Double>(stateCount: 1) { t, y in [t > 0 ? -y[0] * exp(-1 / t) / (t * t) : 0] }

  static func flatTruth(_ t: Double) -> Double { t > 0 ? exp(-exp(-1 / t)) : 1 }

  /// The errors of a predictor of order `k` with steps of one size: at the ends of steps, and in the middle.
  static func errors(_ k: Int, step: Double) throws -> (end: Double, dense: Double) {
    let times = [
      0, 0.25, 0.25 + 0.5 * step, 0.5, 0.5 + 0.4 * step, 0.75, 0.75 + 0.6 * step, 1, 1 + 0.23 * step, 1.25,
    ]
    let options = SolveOptions(method: .adams(order: k), control: .fixed(step: step))
    let states = try flat.solve([1], times, options).states
    func error(_ k: Int) -> Double { abs(states[k][0] - flatTruth(times[k])) }
    return ([1, 3, 5, 7].map(error).max() ?? 0, [2, 4, 6, 8].map(error).max() ?? 0)
  }

  /// A predictor of order `k` with the corrector of `k + 1` points is of order `k + 1`, and so is its dense output.
  static func derivatives(_ k: Int) throws -> (end: Double, dense: Double) {
    let steps = [1.0 / 128, 1.0 / 256, 1.0 / 512]
    let errors = try steps.map { try Self.errors(k, step: $0) }
    return (derivative(steps, errors.map(\.end)), derivative(steps, errors.map(\.dense)))
  }

  @Test("Fixed orders converge", arguments: 1...6) func fixedOrdersConverge(_ k: Int) throws {
    let found = try Self.derivatives(k)
    #expect(abs(found.end - Double(k + 1)) < 0.5, "\(k): \(found)")
    #expect(abs(found.dense - Double(k + 1)) < 0.6, "\(k): \(found)")
  }

  /// Once `k` derivatives are known, steps and dense output integrate `p t^j` exactly for `j` up to `k`, of any sizes.
  @Test("Integrates powers of time", arguments: [1, 2, 4, 7, 12]) func integratesPowersOfTime(_ k: Int) throws {
    for j in 0...k {
      let field = ClosureField<Double>(
        stateCount: 1, parameterCount: 1, value: { t, _, p in [p[0] * pow(t, Double(j))] },
        jacobian: { _, _, _ in [[0]] }, parameterJacobian: { t, _, _ in [[pow(t, Double(j))]] },
        timeDerivative: { t, _, p in [j == 0 ? 0 : p[0] * Double(j) * pow(t, Double(j - 1))] })
      let step = 1.0 / 16
      let times = [0, 13 * step, 13.4 * step, 15.8 * step, 16.25 * step]
      let problem = Problem(initial: [[0.5]], times: times, parameters: [2])
      let solver = try problem.solver(
        field, SolveOptions(method: .adams(order: k), control: .fixed(step: step)), gradient: .discrete)
      solver.computesTimeCotangents = true
      try solver.run([2])
      func integral(_ n: Int) -> Double {
        (pow(times[n], Double(j + 1)) - pow(times[1], Double(j + 1))) / Double(j + 1)
      }
      for n in 2...4 {
        #expect(abs(solver.state(0, n)[0] - solver.state(0, 1)[0] - 2 * integral(n)) < 1e-13, "order \(k), t^\(j)")
      }
      solver.weigh { _, n, _ in n == 4 ? 1 : n == 1 ? -1 : 0 }
      let (gradient, _) = try solver.parameterGradient([2])
      #expect(abs(gradient[0] - integral(4)) < 1e-13, "order \(k), t^\(j)")
      let end: Double = solver.timeCotangents[4, 0]
      #expect(abs(end - 2 * pow(times[4], Double(j))) < 1e-12, "order \(k), t^\(j)")
    }
  }

  /// The first order's interval of stability is Heun's; beyond the end of each a decay grows, and within it falls.
  @Test("Stability bounds are true", arguments: 1...12) func stabilityBoundsAreTrue(_ k: Int) throws {
    let bound = Multistep.realStabilityBound(order: k)
    if k == 1 { #expect(abs(bound - 2) < 1e-9) }
    for (factor, falls) in [(0.98, true), (1.02, false)] {
      let field = FunctionField<Double>(stateCount: 1) { _, y in [-factor * bound * y[0]] }
      let options = SolveOptions(method: .adams(order: k), control: .fixed(step: 1))
      let states = try field.solve([1], [0, 1000, 2000], options).states
      #expect((abs(states[2][0]) < abs(states[1][0])) == falls, "\(k): \(bound) \(states)")
    }
  }

  /// At tight tolerances the order rises, and few evaluations are enough.
  @Test("The order rises where the solution is smooth", arguments: Stepping.allCases) func orderRises(
    _ stepping: Stepping
  ) throws {
    let field = FunctionField<Double>(stateCount: 2) { _, y in [y[1], -y[0]] }
    var work: [Int] = []
    for method in [Method.adams, .adams(order: 4), .dopri5] {
      let tolerance = AdaptiveControl(relativeTolerance: 1e-11, absoluteTolerance: 1e-11)
      let (states, statistics) = try field.solve(
        [1, 0], [0, 7.3, 20], SolveOptions(method: method, control: .adaptive(tolerance), stepping: stepping))
      #expect(distance(states[1], [cos(7.3), -sin(7.3)]) < 1e-9)
      #expect(distance(states[2], [cos(20), -sin(20)]) < 1e-9)
      work.append(statistics.evaluations)
    }
    #expect(2 * work[0] < work[1] && 3 * work[0] < work[2], "\(work)")
  }

  /// Samples whose steps have become the same, at the largest allowed, keep weights of their own while those before
  /// differ.
  @Test("Equal steps may follow different ones") func equalStepsMayFollowDifferentOnes() throws {
    let control = AdaptiveControl(relativeTolerance: 1e-6, absoluteTolerance: 1e-6, maximumStep: 0.05)
    let options = SolveOptions(method: .adams, control: .adaptive(control), stepping: .sample)
    let starts = (0..<6).map { [1 + 0.4 * Double($0), 0.5] }
    let all = Problem(initial: starts, times: [0, 0.3, 1], parameters: [1.1, 0.7, 0.2])
    let together = try all.solver(ClosureField<Double>.predators, options)
    try together.run(all.parameters)
    for s in starts.indices {
      let alone = Problem(initial: [starts[s]], times: [0, 0.3, 1], parameters: all.parameters)
      let solver = try alone.solver(ClosureField<Double>.predators, options)
      try solver.run(all.parameters)
      for k in 1...2 { #expect(solver.state(0, k) == together.state(s, k), "\(s) \(k)") }
    }
  }

  /// In single precision, where weights are rounded, errors keep to the tolerance and the work to that of double
  /// precision.
  @Test("Works in single precision", arguments: Stepping.allCases) func worksInSinglePrecision(_ stepping: Stepping)
    throws
  {
    func solve<Scalar: KernelScalar>(_ type: Scalar.Type, _ tolerance: Double) throws -> (
      error: Double, evaluations: Int
    ) {
      let field = FunctionField<Scalar>(stateCount: 2) { _, y in [y[1], -y[0]] }
      let control = AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)
      let (states, statistics) = try field.solve(
        [1, 0], [20, 13.1, 0], SolveOptions(method: .adams, control: .adaptive(control), stepping: stepping))
      return (
        max(distance(states[1], [cos(6.9), sin(6.9)]), distance(states[2], [cos(20), sin(20)])), statistics.evaluations
      )
    }
    for tolerance in [1e-3, 1e-4, 1e-5] {
      let (single, double) = (try solve(Float.self, tolerance), try solve(Double.self, tolerance))
      #expect(single.error < 20 * tolerance && double.error < 20 * tolerance, "\(tolerance) \(single) \(double)")
      #expect(single.evaluations < 3 * double.evaluations / 2, "\(tolerance) \(single) \(double)")
    }
  }

  /// The field is evaluated twice a step, and once where a step is tried again.
  @Test("Evaluations are counted") func evaluationsAreCounted() throws {
    let calls = RobustnessTests.Calls { _ in false }
    _ = try calls.solve(.adams, .adaptive(AdaptiveControl(relativeTolerance: 1e-8)))
    let field = FunctionField<Double>(stateCount: 1) { t, y in [cos(t) * y[0] * y[0]] }
    let statistics = try field.solve(
      [0.5], [0, 0.2, 0.37, 0.5],
      SolveOptions(method: .adams, control: .adaptive(AdaptiveControl(relativeTolerance: 1e-8)))
    ).statistics
    #expect(statistics.evaluations == calls.count.load(ordering: .relaxed) / Double.laneCount)
    // One more for the choice of the first step.
    #expect(statistics.evaluations == 2 * statistics.accepted + statistics.rejected + 1)
  }

  @Test("Refuses what does not go") func refusesWhatDoesNotGo() throws {
    let problem = Problem(initial: [[1.3, 0.4]], times: [0, 1], parameters: [0.9])
    let options = SolveOptions(method: .adams)
    for gradient in [GradientMethod.backsolve(bound: 1), .interpolated, .reversible(bound: 1)] {
      let error = #expect(throws: SolverError.self) {
        _ = try problem.solver(ClosureField<Double>.swirl, options, gradient: gradient)
      }
      #expect(error?.kind == .gradientMethod)
      #expect(error?.description.contains("one-step") == true, "\(error?.description ?? "")")
    }
    #expect(!Method.adams.canBeCoupled)
  }
}
