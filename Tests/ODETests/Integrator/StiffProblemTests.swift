import Foundation
import Testing

@testable import ODE

/// Stiff problems against published end values.
@Suite struct StiffProblemTests {
  /// At rtol = 1e-8 at least six digits in fewer than 5,000 steps, per group and per sample.
  @Test("Reaches published values", arguments: ["esdirk4", "esdirk5", "rodas5p"], Stepping.allCases)
  func reachesPublishedValues(_ name: String, _ stepping: Stepping) throws {
    let method = try #require(Method(named: name))
    for stiff in StiffProblem.all {
      // In company with samples that need other steps.
      let auxiliary = stiff.start.map { 1.01 * $0 }
      let problem = Problem(
        initial: [stiff.start, auxiliary], times: [[0, stiff.end], [0, 0.7 * stiff.end]], parameters: [])
      let control = AdaptiveControl(relativeTolerance: 1e-8, absoluteTolerance: stiff.absoluteTolerance)
      let solver = try problem.solver(
        stiff.field, SolveOptions(method: method, control: .adaptive(control), stepping: stepping))
      let statistics = try solver.run([0])
      let found = solver.state(0, 1)
      for (y, expected) in zip(found, stiff.solution) {
        #expect(abs(y - expected) < 1e-6 * abs(expected), "\(stiff.name): \(y), expected \(expected)")
      }
      #expect(statistics.accepted + statistics.rejected < 5_000, "\(stiff.name) \(stepping): \(statistics)")
    }
  }

  /// Every method on problems of many time scales, with an error that falls with the tolerance.
  @Test("Error follows tolerance", arguments: Method.implicit.map(\.name)) func errorFollowsTolerance(_ name: String)
    throws
  {
    let method = try #require(Method(named: name))
    for stiff in [StiffProblem.hires, .robertson] {
      var errors: [Double] = []
      let tolerances = [1e-4, 1e-6]
      for tolerance in tolerances {
        let problem = Problem(initial: [stiff.start], times: [0, stiff.end], parameters: [])
        let control = AdaptiveControl(
          relativeTolerance: tolerance, absoluteTolerance: min(1e-2 * tolerance * stiff.solution[1], 1e-8))
        let solver = try problem.solver(stiff.field, SolveOptions(method: method, control: .adaptive(control)))
        try solver.run([0])
        errors.append(zip(solver.state(0, 1), stiff.solution).map { abs($0 / $1 - 1) }.max() ?? 0)
      }
      #expect(errors[1] < 1e-4 && errors[1] < errors[0] / 2, "\(stiff.name) \(name): \(errors)")
    }
  }

  /// Newton's iteration costs little: a few iterations a stage, one Jacobian a step.
  @Test("Newton is cheap", arguments: Method.diagonallyImplicit.map(\.name)) func newtonIsCheap(_ name: String) throws {
    let method = try #require(Method(named: name))
    let stiff = StiffProblem.hires
    let problem = Problem(initial: [stiff.start], times: [0, stiff.end], parameters: [])
    let control = StepControl.adaptive(AdaptiveControl(relativeTolerance: 1e-6, absoluteTolerance: 1e-10))
    let stages = method.tableau.stages - 1
    for (gradient, most) in [(nil, 3.0), (GradientMethod.discrete, 12.0)] {
      let solver = try problem.solver(
        stiff.field, SolveOptions(method: method, control: control), gradient: gradient)
      let statistics = try solver.run([0])
      let solved = Double(stages * (statistics.accepted + statistics.rejected - statistics.newtonFailures))
      #expect(Double(statistics.newtonIterations) < most * solved, "\(name): \(statistics)")
      #expect(statistics.linearSolves == statistics.newtonIterations)
      #expect(statistics.factorizations == statistics.accepted + statistics.rejected)
      #expect(statistics.jvps == 8 * statistics.accepted)
    }
  }

  /// A linearly implicit step is as cheap as it says: one Jacobian with the derivative by time per accepted step, one
  /// factorisation per trial, one system a stage.
  @Test("Rosenbrock costs what it should") func rosenbrockCostsWhatItShould() throws {
    let stiff = StiffProblem.hires
    let problem = Problem(initial: [stiff.start], times: [0, stiff.end], parameters: [])
    let control = StepControl.adaptive(
      AdaptiveControl(relativeTolerance: 1e-6, absoluteTolerance: 1e-10, firstStep: 100))
    let solver = try problem.solver(stiff.field, SolveOptions(method: .rodas5p, control: control))
    let statistics = try solver.run([0])
    let trials = statistics.accepted + statistics.rejected
    #expect(statistics.rejected > 0 && statistics.newtonIterations == 0)
    #expect(statistics.linearSolves == 8 * trials && statistics.factorizations == trials)
    #expect(statistics.jvps == 9 * statistics.accepted)
    // One at each start, seven in each trial.
    #expect(statistics.evaluations == statistics.accepted + 7 * trials)
  }
}
