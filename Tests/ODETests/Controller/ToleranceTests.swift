import Foundation
import Kernels
import Testing

@testable import ODE

/// Tolerances by component and the norms they are judged in.
@Suite struct ToleranceTests {
  /// Two components that do not know of each other: `y_0' = w cos(w t)` with w = 5, `y_1' = cos t`.
  static let apart = ClosureField<Double>(
    stateCount: 2, parameterCount: 0, value: { t, _, _ in [5 * cos(5 * t), cos(t)] },
    jacobian: { _, _, _ in [[0, 0], [0, 0]] }, parameterJacobian: { _, _, _ in [[], []] },
    timeDerivative: { t, _, _ in [-25 * sin(5 * t), -sin(t)] })

  private func solve(
    _ control: AdaptiveControl, _ stepping: Stepping = .group, method: Method = .dopri5
  ) throws -> (statistics: SolveStatistics, states: [Double]) {
    let problem = Problem(initial: [[0, 0]], times: [0, 3], parameters: [])
    let solver = try problem.solver(
      Self.apart, SolveOptions(method: method, control: .adaptive(control), stepping: stepping))
    return (try solver.run([0]), solver.state(0, 1))
  }

  /// A component whose tolerance is infinite is stepped along, and the steps are those of the other alone.
  @Test("Infinite tolerances do not count", arguments: Stepping.allCases, ErrorNorm.allCases)
  func infiniteTolerancesDoNotCount(_ stepping: Stepping, _ norm: ErrorNorm) throws {
    let alone = ClosureField<Double>(
      stateCount: 1, parameterCount: 0, value: { t, _, _ in [cos(t)] }, jacobian: { _, _, _ in [[0]] },
      parameterJacobian: { _, _, _ in [[]] }, timeDerivative: { t, _, _ in [-sin(t)] })
    let problem = Problem(initial: [[0]], times: [0, 3], parameters: [])
    let reference = try problem.solver(
      alone,
      SolveOptions(
        method: .dopri5,
        control: .adaptive(AdaptiveControl(relativeTolerance: 1e-7, absoluteTolerance: 1e-7, norm: norm)),
        stepping: stepping))
    let expected = try reference.run([0])
    let found = try solve(
      AdaptiveControl(
        relativeTolerance: .parts([(rows: 1, value: 0), (rows: 1, value: 1e-7)]),
        absoluteTolerance: .components([.infinity, 1e-7]), norm: norm), stepping)
    #expect(found.statistics == expected || found.statistics.accepted == expected.accepted)
    #expect(found.states[1] == reference.state(0, 1)[0])
    let both = try solve(AdaptiveControl(relativeTolerance: 1e-7, absoluteTolerance: 1e-7, norm: norm), stepping)
    #expect(both.statistics.accepted > 2 * expected.accepted)
  }

  /// Each component is held to its own bound: tightening that of the fast one alone takes as many steps as tightening
  /// both.
  @Test("Components have their own") func componentsHaveTheirOwn() throws {
    let loose = try solve(
      AdaptiveControl(relativeTolerance: .uniform(0), absoluteTolerance: .components([1e-3, 1e-3])))
    let tight = try solve(
      AdaptiveControl(relativeTolerance: .uniform(0), absoluteTolerance: .components([1e-9, 1e-3])))
    let both = try solve(AdaptiveControl(relativeTolerance: .uniform(0), absoluteTolerance: .components([1e-9, 1e-9])))
    #expect(tight.statistics.accepted > 5 * loose.statistics.accepted)
    #expect(abs(tight.statistics.accepted - both.statistics.accepted) <= 2)
    #expect(abs(tight.states[0] - sin(15)) < 1e-7 && abs(loose.states[0] - sin(15)) > 1e-6)
  }

  /// The largest error is at least the root mean square: with `n` components of which one errs, `sqrt(n)` times it.
  ///
  /// So a tolerance `sqrt(n)` as large in the largest-error norm takes the same steps, here in all columns and
  /// components.
  @Test("Norms differ as they should", arguments: Method.adaptiveThroughJumps) func normsDifferAsTheyShould(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    let still = ClosureField<Double>(
      stateCount: 4, parameterCount: 0, value: { t, _, _ in [0, 0, cos(4 * t), 0] },
      jacobian: { _, _, _ in Array(repeating: [0, 0, 0, 0], count: 4) },
      parameterJacobian: { _, _, _ in [[], [], [], []] }, timeDerivative: { t, _, _ in [0, 0, -4 * sin(4 * t), 0] })
    let problem = Problem(initial: [[0, 0, 0, 0]], times: [0, 2], parameters: [])
    func states(_ norm: ErrorNorm, _ tolerance: Double) throws -> (Int, Double) {
      let control = AdaptiveControl(
        relativeTolerance: 0, absoluteTolerance: tolerance, norm: norm, firstStep: 0.01)
      let solver = try problem.solver(still, SolveOptions(method: method, control: .adaptive(control)))
      return (try solver.run([0]).accepted, solver.state(0, 1)[2])
    }
    // Powers of two keep the arithmetic exact.
    let largest = try states(.max, 0x1p-20)
    let mean = try states(.rms, 0x1p-21)
    #expect(largest.0 == mean.0)
    #expect(abs(largest.1 - mean.1) < 1e-12)
    #expect(try states(.rms, 0x1p-20).1 != largest.1)
  }

  @Test("Refuses what does not fit") func refusesWhatDoesNotFit() throws {
    let problem = Problem(initial: [[0, 0]], times: [0, 1], parameters: [])
    for (control, word) in [
      (AdaptiveControl(relativeTolerance: .components([1e-3, 1e-3, 1e-3]), absoluteTolerance: 1e-3), "3 numbers"),
      (AdaptiveControl(relativeTolerance: 1e-3, absoluteTolerance: .components([1e-3])), "1 numbers"),
      (AdaptiveControl(relativeTolerance: 1e-3, absoluteTolerance: .components([.infinity, .infinity])), "infinite"),
      (AdaptiveControl(relativeTolerance: 0.0, absoluteTolerance: .components([1e-3, 0])), "component 1"),
      (AdaptiveControl(relativeTolerance: 1e-3, absoluteTolerance: .components([1e-3, .nan])), "component 1"),
    ] {
      let options = SolveOptions(control: .adaptive(control))
      let error = #expect(throws: SolverError.self) { _ = try problem.solver(Self.apart, options) }
      #expect(error?.kind == .options && error?.description.contains(word) == true)
    }
    let error = #expect(throws: SolverError.self) { _ = try problem.solver(Self.apart, SolveOptions(method: .rk4)) }
    #expect(error?.kind == .options && error?.description.contains("solver.step") == true)
  }
}
