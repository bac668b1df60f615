import Foundation
import Kernels
import Testing

@testable import ODE

/// What a solve and a gradient say they cost, against a field that counts its calls.
@Suite struct StatisticsTests {
  typealias Field = CountingField<ClosureField<Double>>

  /// A way to differentiate a method's solve.
  struct Case: Sendable, CustomTestStringConvertible {
    var method: Method
    var gradient: GradientMethod
    var testDescription: String { "\(method.name) \(method.coupling ?? 1) \(gradient)" }

    static let all: [Case] =
      Method.all.map { Case(method: $0, gradient: .discrete) }
      + Method.all.filter { Method.oneStep.contains($0.name) }.flatMap { method in
        [
          Case(method: method, gradient: .interpolated), Case(method: method, gradient: .backsolve(bound: 1)),
          Case(method: method.coupled(), gradient: .reversible(bound: 1)),
        ]
      } + [Method.alf, .reversibleHeun, .leapfrog].map { Case(method: $0, gradient: .reversible(bound: 1)) }
  }

  /// The running costs, with probes of all signs.
  static func costs() -> [any RunningCost<Field>] {
    let probes = ProbeVectors<Double>(rows: 2, samples: GradientTests.problem.initial.count)
    for i in 0..<2 * probes.columns { probes.values.values[i] = i % 3 == 0 ? -1 : 1 }
    return [KineticEnergy(), JacobianNorm(probes: probes), SecondDerivativeCost()]
  }

  @Test("Counts are the fields own", arguments: Case.all, Stepping.allCases)
  func countsAreTheFieldsOwn(_ test: Case, _ stepping: Stepping) throws {
    let problem = GradientTests.problem
    for costs in [[], Self.costs()] {
      for isAdaptive in Set([false, test.method.isAdaptive]) {
        let calls = FieldCalls()
        let options = SolveOptions(
          method: test.method,
          control: isAdaptive
            ? .adaptive(AdaptiveControl(relativeTolerance: 1e-4, absoluteTolerance: 1e-4)) : .fixed(step: 0.11),
          stepping: stepping)
        let solver = try problem.solverWithoutSnapshots(
          Field(.predators, calls), options, gradient: test.gradient, costs: costs)
        calls.clear()
        solver.computesTimeCotangents = true
        func expect(_ found: SolveStatistics, _ what: String) {
          let label = "\(what), \(costs.count) costs, adaptive: \(isAdaptive)"
          #expect(found.evaluations == calls.evaluations, "evaluations, \(label)")
          #expect(found.vjps == calls.vjps, "vjps, \(label)")
          #expect(found.jvps == calls.jvps, "jvps, \(label)")
          calls.clear()
        }
        expect(try solver.run(problem.parameters), "solve")
        solver.weigh(GradientTests.weight)
        for cost in costs.indices {
          for s in 0..<solver.samples { solver.costCotangents[cost, s] = 0.3 + 0.1 * Double(s) }
        }
        expect(try solver.parameterGradient(problem.parameters).1, "gradient")
      }
    }
  }
}
