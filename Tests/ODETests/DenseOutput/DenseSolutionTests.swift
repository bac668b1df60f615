import Foundation
import Kernels
import Testing

@testable import ODE

@Suite struct DenseSolutionTests {
  typealias Field = ClosureField<Double>

  /// Read anywhere, forward and backward, the solution and its derivative converge with the order of the dense output.
  @Test(
    "Converges between steps", arguments: Method.all.filter { $0.tableau.partition == nil }.map(\.name), [1.0, -1.0])
  func convergesBetweenSteps(_ name: String, _ direction: Double) throws {
    let method = try #require(Method(named: name))
    let start = direction > 0 ? 0.0 : 1
    let y0 = direction > 0 ? 0.8 : 0.4
    func exact(_ t: Double) -> Double {
      1 / (1 / y0 + 0.9 * ((1 + t) * (1 + t) - (1 + start) * (1 + start)) / 2)
    }
    var steps: [Double] = []
    var errors: [Double] = []
    var derivativeErrors: [Double] = []
    for halving in 0..<(method.order > 5 ? 4 : 5) {
      // Few and long steps for high orders, so that round-off stays far away.
      let step = (method.order > 5 ? 0.5 : 0.1) / pow(2, Double(halving))
      let problem = Problem(initial: [[y0]], times: [start, start + direction], parameters: [0.9])
      let solver = try problem.solver(Field.hyperbola, SolveOptions(method: method, control: .fixed(step: step)))
      let solution = DenseSolution<Double>()
      solver.recording = solution
      try solver.run(problem.parameters)
      var (worst, worstDerivative) = (0.0, 0.0)
      for k in 0...211 {
        let t = start + direction * Double(k) / 211
        var (y, derivative) = ([0.0], [0.0])
        #expect(y.withMutableVector { solution.evaluate(0, at: t, into: $0) })
        #expect(derivative.withMutableVector { solution.differentiate(0, at: t, into: $0) })
        worst = max(worst, abs(y[0] - exact(t)))
        worstDerivative = max(worstDerivative, abs(derivative[0] + 0.9 * exact(t) * exact(t) * (1 + t)))
      }
      steps.append(step)
      errors.append(worst)
      derivativeErrors.append(worstDerivative)
    }
    let order = Double(min(method.order, method.denseOrder))
    #expect(derivative(steps, errors) > order - 0.6, "\(errors)")
    #expect(derivative(steps, derivativeErrors) > order - 1.6, "\(derivativeErrors)")
  }

  /// At observation times it is what the solver wrote, for samples with times of their own; outside there is nothing.
  @Test("Agrees with observations", arguments: SolverTests.adaptive, Stepping.allCases)
  func agreesWithObservations(_ name: String, _ stepping: Stepping) throws {
    let problem = GradientTests.problem
    let solver = try problem.solver(
      Field.predators, SolveOptions(method: try #require(Method(named: name)), stepping: stepping))
    let solution = DenseSolution<Double>()
    solver.recording = solution
    try solver.run(problem.parameters)
    for s in 0..<solver.samples {
      for (k, t) in problem.times[s].enumerated() {
        var y = [0.0, 0.0]
        #expect(y.withMutableVector { solution.evaluate(s, at: t, into: $0) })
        #expect(zip(y, solver.state(s, k)).allSatisfy { abs($0 - $1) < 1e-12 * max(1, abs($1)) }, "\(s) \(k)")
      }
      let count = solution.stepCount(of: s)
      #expect(solution.stepTimes(of: s, step: 0).start == problem.times[s][0])
      #expect(solution.stepTimes(of: s, step: count - 1).end == problem.times[s].last)
      for i in 1..<count {
        #expect(solution.stepTimes(of: s, step: i).start == solution.stepTimes(of: s, step: i - 1).end)
      }
      var y = [0.0, 0.0]
      #expect(!y.withMutableVector { solution.evaluate(s, at: problem.times[s][0] - 1e-9, into: $0) })
      #expect(!y.withMutableVector { solution.evaluate(s, at: (problem.times[s].last ?? 0) + 1e-9, into: $0) })
    }
    #expect(solution.stepCount(of: solver.samples) == 0)
  }

  /// Through bounces the solution is the closed form on both sides of each, and a second solve replaces the first.
  @Test("A dense solution follows bounces", arguments: Stepping.allCases) func followsBounces(_ stepping: Stepping)
    throws
  {
    let problem = Problem(initial: [[10, 0]], times: [0, 4.1], parameters: [8, 0.7])
    let solver = try problem.solver(
      BouncingBall.field, try EventTests.options("dopri5", stepping), events: EventTests.bouncing())
    let solution = DenseSolution<Double>()
    solver.recording = solution
    for _ in 0..<2 {
      try solver.run(problem.parameters)
      let bounces = BouncingBall.bounces(3, x0: 10, g: 8, c: 0.7)
      for k in 0...100 {
        let t = 4.1 * Double(k) / 100
        var y = [0.0, 0.0]
        #expect(y.withMutableVector { solution.evaluate(0, at: t, into: $0) })
        let exact = BouncingBall.state(at: t, after: bounces.count { $0 < t }, x0: 10, g: 8, c: 0.7)
        #expect(zip(y, exact).allSatisfy { abs($0 - $1) < 1e-11 }, "\(t): \(y) \(exact)")
      }
    }
  }
}
