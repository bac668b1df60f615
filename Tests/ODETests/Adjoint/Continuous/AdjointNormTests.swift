import Foundation
import Kernels
import Testing

@testable import ODE

/// Who judges the steps of backsolve.
@Suite struct AdjointNormTests {
  /// `y' = p sin(20 t)` far from zero: the state needs no small steps, the parameter's gradient,
  /// `(1 - cos(20 T)) / 20`, does.
  static let field = ClosureField<Double>(
    stateCount: 1, parameterCount: 1, value: { t, _, p in [p[0] * sin(20 * t)] }, jacobian: { _, _, _ in [[0]] },
    parameterJacobian: { t, _, _ in [[sin(20 * t)]] }, timeDerivative: { t, _, p in [20 * p[0] * cos(20 * t)] })

  @Test("Full norm judges the quadrature") func fullNormJudgesTheQuadrature() throws {
    let problem = Problem(initial: [[1e6]], times: [0, 1.7], parameters: [1])
    let control = StepControl.adaptive(AdaptiveControl(relativeTolerance: 1e-7, absoluteTolerance: 1e-7))
    func run(_ norm: AdjointNorm) throws -> (error: Double, statistics: SolveStatistics) {
      let solver = try problem.solver(
        Self.field, SolveOptions(method: .dopri5, control: control), gradient: .backsolve(bound: 1, norm: norm))
      try solver.run([1])
      solver.weigh { _, k, _ in Double(k) }
      let (gradient, statistics) = try solver.parameterGradient([1])
      return (abs(gradient[0] - (1 - cos(34)) / 20), statistics)
    }
    let (semi, full) = (try run(.semi), try run(.full))
    #expect(full.error < 1e-6, "\(full.error)")
    #expect(full.statistics.accepted > 3 * semi.statistics.accepted, "\(full.statistics) \(semi.statistics)")
  }

  @Test(
    "Both norms converge",
    arguments: Method.explicit.filter { $0.isAdaptive && !$0.isReversible && $0.order > 2 }.map(\.name))
  func bothNormsConverge(_ name: String) throws {
    let method = try #require(Method(named: name))
    let problem = GradientTests.problem
    let tight = StepControl.adaptive(AdaptiveControl(relativeTolerance: 1e-9, absoluteTolerance: 1e-9))
    func gradient(_ way: GradientMethod) throws -> [Double] {
      let solver = try problem.solver(
        ClosureField<Double>.predators, SolveOptions(method: method, control: tight), gradient: way)
      try solver.run(problem.parameters)
      solver.weigh(GradientTests.weight)
      return try solver.parameterGradient(problem.parameters).0
    }
    let exact = try gradient(.discrete)
    #expect(distance(try gradient(.backsolve(bound: 1e-4, norm: .full)), exact) < 1e-6)
  }

  /// One vector for the whole group cannot judge steps of each sample's own.
  @Test("Full norm needs the group") func fullNormNeedsTheGroup() {
    let error = #expect(throws: SolverError.self) {
      _ = try GradientTests.problem.solver(
        ClosureField<Double>.predators, SolveOptions(stepping: .sample), gradient: .backsolve(bound: 1, norm: .full))
    }
    #expect(error?.kind == .invalid)
  }
}
