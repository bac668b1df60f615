import Foundation
import Kernels
import Synchronization
import Testing

@testable import ODE

/// What an additive method refuses, and what it does where a part of the field has no value.
@Suite struct AdditiveFailureTests {
  typealias Field = ClosureField<Double>

  /// `y' = -y^2 (1 + t)`, the sum of two parts that count their calls; `fails` names those that are not a number.
  final class Calls: Sendable {
    let count = Atomic(0)
    let fails: @Sendable (Int) -> Bool

    init(fails: @escaping @Sendable (Int) -> Bool) { self.fails = fails }

    func solve(_ method: Method, _ control: StepControl, _ stepping: Stepping) throws -> [[Double]] {
      func part(_ share: @escaping @Sendable (Double) -> Double) -> Field {
        Field(
          stateCount: 1, parameterCount: 0,
          value: { [self] t, y, _ in
            // The padding's columns are evaluated too: a call is what all of them make up.
            let call = count.add(1, ordering: .relaxed).oldValue / Double.laneCount
            return [fails(call) ? .nan : -y[0] * y[0] * share(t)]
          },
          jacobian: { t, y, _ in [[-2 * y[0] * share(t)]] }, parameterJacobian: { _, _, _ in [[]] },
          timeDerivative: { _, _, _ in [0] })
      }
      var field = part { 1 + $0 }
      field.parts = [part { $0 }, part { _ in 1 }]
      let problem = Problem(initial: [[2]], times: [0, 0.2, 0.37, 0.5], parameters: [])
      let solver = try problem.solver(
        field, SolveOptions(method: method, control: control, stepping: stepping, maximumSteps: 1000))
      try solver.run([0])
      return (0..<4).map { solver.state(0, $0) }
    }
  }

  /// A part that is not a number from the n-th call on, for every n, ends in an error that says so; and a single
  /// failure either does or is a step tried again.
  @Test("Ends at na n", arguments: AdditiveMethodTests.names, Stepping.allCases)
  func endsAtNaN(_ name: String, _ stepping: Stepping) throws {
    let method = try #require(Method(named: name))
    for control in [StepControl.fixed(step: 0.15), .adaptive(AdaptiveControl(relativeTolerance: 1e-4))] {
      let sound = Calls { _ in false }
      let expected = try sound.solve(method, control, stepping)
      let total = sound.count.load(ordering: .relaxed) / Double.laneCount
      #expect(total > 30)
      for n in 0..<total {
        let error = #expect(throws: SolverError.self, "\(name) from call \(n)") {
          try Calls { $0 >= n }.solve(method, control, stepping)
        }
        #expect(error?.kind == .nonFinite, "\(name) from call \(n)")
        do {
          let states = try Calls { $0 == n }.solve(method, control, stepping)
          // With given steps the last call of a stage serves the gradient alone.
          if case .fixed = control { #expect(states == expected, "\(name): call \(n) had no effect") }
          for (t, y) in zip([0, 0.2, 0.37, 0.5], states) {
            #expect(abs(y[0] - 1 / (0.5 + 0.5 * ((1 + t) * (1 + t) - 1))) < 1e-2)
          }
        } catch let error as SolverError {
          #expect(error.kind == .nonFinite, "\(name) at call \(n)")
        }
      }
    }
  }

  /// A sample whose large trials leave the domain of the other part does not disturb its neighbours' bits.
  @Test("Failures stay in their column", arguments: AdditiveMethodTests.names) func failuresStayInTheirColumn(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    func part(_ stiff: Double, _ other: Double) -> Field {
      Field(
        stateCount: 1, parameterCount: 1, value: { _, y, p in [-stiff * y[0] - other * p[0] / y[0].squareRoot()] },
        jacobian: { _, y, p in [[-stiff + other * p[0] / (2 * y[0] * y[0].squareRoot())]] },
        parameterJacobian: { _, y, _ in [[-other / y[0].squareRoot()]] }, timeDerivative: { _, _, _ in [0] })
    }
    var field = part(1, 1)
    field.parts = [part(1, 0), part(0, 1)]
    let starts = [[3.0], [0.8], [2]]
    let control = AdaptiveControl(relativeTolerance: 1e-6, absoluteTolerance: 1e-6, firstStep: 2)
    let options = SolveOptions(method: method, control: .adaptive(control), stepping: .sample)
    func solve(_ starts: [[Double]]) throws -> (Solver<Field>, [Double]) {
      let solver = try Problem(initial: starts, times: [0, 0.2, 0.35], parameters: [0.5]).solver(
        field, options, gradient: .discrete)
      try solver.run([0.5])
      solver.weigh { _, _, _ in 1 }
      return (solver, try solver.parameterGradient([0.5]).0)
    }
    let (all, sum) = try solve(starts)
    var total = 0.0
    for (s, start) in starts.enumerated() {
      let (alone, gradient) = try solve([start])
      for k in 0..<3 { #expect(alone.state(0, k) == all.state(s, k), "\(name) \(s) \(k)") }
      #expect(alone.initialCotangent[0, 0] == all.initialCotangent[0, s])
      total += gradient[0]
    }
    #expect(abs(sum[0] / total - 1) < 1e-13)
  }

  /// What solves the field backward does not go with parts; a field without parts neither.
  @Test("Refuses what does not fit") func refusesWhatDoesNotFit() throws {
    let problem = Problem(initial: [[0.5]], times: [0, 1], parameters: [0.3])
    for method in Method.additive {
      let options = SolveOptions(method: method)
      for gradient in [GradientMethod.backsolve(bound: 1), .interpolated, .reversible(bound: 1)] {
        let error = #expect(throws: SolverError.self) {
          _ = try problem.solver(Field.hyperbola, options, gradient: gradient)
        }
        #expect(error?.kind == .gradientMethod)
      }
      let whole = OneSidedField(adjoint: .hyperbola, tangent: .hyperbola)
      let solver = #expect(throws: SolverError.self) { _ = try problem.solver(whole, options) }
      let forward = #expect(throws: SolverError.self) {
        _ = try ForwardSolver(field: whole, options: options, samples: 1, observations: 2)
      }
      let tangent = #expect(throws: SolverError.self) {
        _ = try TangentSolver(field: whole, options: options, samples: 1, observations: 2)
      }
      for error in [solver, forward, tangent] { #expect(error?.kind == .missingSplit) }
      #expect(solver?.description.contains("names no such part") == true)
    }
  }
}
