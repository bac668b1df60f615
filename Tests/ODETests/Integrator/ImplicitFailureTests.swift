import Foundation
import Kernels
import Testing

@testable import ODE

/// What an implicit method does where its equations have no solution, or the field no value.
@Suite struct ImplicitFailureTests {
  typealias Field = ClosureField<Double>

  /// A field that is not a number from some time on ends in an error that names the component, at any call.
  @Test("Reports na n", arguments: [0, 1, 5, 9], Stepping.allCases) func reportsNaN(_ call: Int, _ stepping: Stepping)
    throws
  {
    let from = Double(call) / 10
    let field = Field(
      stateCount: 2, parameterCount: 0, value: { t, y, _ in [y[0] + y[1], t >= from ? .nan : y[1]] },
      jacobian: { _, _, _ in [[1, 1], [0, 1]] }, parameterJacobian: { _, _, _ in [[], []] },
      timeDerivative: { _, _, _ in [0, 0] })
    let problem = Problem(initial: [[1, 1]], times: [0, 1], parameters: [])
    for method in Method.implicit {
      for control in [StepControl.fixed(step: 0.05), .adaptive(AdaptiveControl())] {
        let solver = try problem.solver(field, SolveOptions(method: method, control: control, stepping: stepping))
        let error = #expect(throws: SolverError.self) { try solver.run([0]) }
        #expect(error?.kind == .nonFinite && error?.component == 1, "\(method.name): \(String(describing: error))")
      }
    }
  }

  /// Stages without a solution, `K = exp(10 (y + h K / 2))` for a step of 1.
  ///
  /// A given step ends in an error; a chosen one shrinks until the blow-up of the solution at t = 0.1 itself ends it.
  @Test("Explains unsolvable stages", arguments: Stepping.allCases) func explainsUnsolvableStages(_ stepping: Stepping)
    throws
  {
    let field = Field(
      stateCount: 1, parameterCount: 0, value: { _, y, _ in [exp(10 * y[0])] },
      jacobian: { _, y, _ in [[10 * exp(10 * y[0])]] }, parameterJacobian: { _, _, _ in [[]] },
      timeDerivative: { _, _, _ in [0] })
    let problem = Problem(initial: [[-2], [0]], times: [0, 1], parameters: [])
    for method in Method.diagonallyImplicit {
      let fixed = try problem.solver(
        field, SolveOptions(method: method, control: .fixed(step: 1), stepping: stepping))
      let error = #expect(throws: SolverError.self) { try fixed.run([0]) }
      #expect(error?.kind == .newton && error?.sample == 1, "\(method.name): \(String(describing: error))")
      let adaptive = try problem.solver(
        field, SolveOptions(method: method, control: .adaptive(AdaptiveControl(firstStep: 1)), stepping: stepping))
      let end = #expect(throws: SolverError.self) { try adaptive.run([0]) }
      #expect(
        end?.sample == 1 && abs((end?.time ?? 0) - 0.1) < (method == .esdirk4 ? 1e-5 : 1e-6),
        "\(method.name): \(String(describing: end))")
    }
  }

  /// A sample whose first trials fail does not disturb the others' bits, nor its own gradient.
  @Test("Failures stay in their column", arguments: Method.implicit.map(\.name)) func failuresStayInTheirColumn(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    let field = Field(
      stateCount: 1, parameterCount: 1, value: { _, y, p in [-p[0] * exp(-8 * y[0])] },
      jacobian: { _, y, p in [[8 * p[0] * exp(-8 * y[0])]] }, parameterJacobian: { _, y, _ in [[-exp(-8 * y[0])]] },
      timeDerivative: { _, _, _ in [0] })
    // exp(8 y) = exp(8 y0) - 8 p t: the second sample nearly reaches zero there, so that its large trials fail.
    let starts = [[1.2], [log(8.02) / 8], [0.9]]
    let control = AdaptiveControl(relativeTolerance: 1e-8, absoluteTolerance: 1e-8, firstStep: 1)
    let options = SolveOptions(method: method, control: .adaptive(control), stepping: .sample)
    let problem = Problem(initial: starts, times: [0, 0.4, 1], parameters: [1])
    let all = try problem.solver(field, options, gradient: .discrete)
    let statistics = try all.run([1])
    #expect((method.tableau.isLinearlyImplicit ? statistics.rejected : statistics.newtonFailures) > 0)
    all.weigh { s, k, _ in 1 + 0.3 * Double(s) - 0.7 * Double(k) }
    let (gradient, _) = try all.parameterGradient([1])
    var sum = 0.0
    for s in starts.indices {
      let one = Problem(initial: [starts[s]], times: [0, 0.4, 1], parameters: [1])
      let alone = try one.solver(field, options, gradient: .discrete)
      try alone.run([1])
      alone.weigh { _, k, _ in 1 + 0.3 * Double(s) - 0.7 * Double(k) }
      sum += try alone.parameterGradient([1]).0[0]
      for k in 0..<3 { #expect(alone.state(0, k) == all.state(s, k), "sample \(s) time \(k)") }
      #expect(alone.initialCotangent[0, 0] == all.initialCotangent[0, s], "sample \(s)")
      for (k, t) in [0.4, 1].enumerated() {
        // The second sample's errors grow 401 times, and the estimates of the two longer ESDIRK pairs are the less
        // strict ones.
        let bound = method == .esdirk4 || method == .esdirk5 ? 1e-4 : 1e-5
        #expect(abs(all.state(s, k + 1)[0] - log(exp(8 * starts[s][0]) - 8 * t) / 8) < bound, "sample \(s) time \(k)")
      }
    }
    #expect(abs(gradient[0] - sum) < 1e-13 * abs(sum))
  }

  @Test("Refuses continuous adjoints", arguments: [GradientMethod.backsolve(bound: 1), .interpolated])
  func refusesContinuousAdjoints(_ gradient: GradientMethod) throws {
    let problem = Problem(initial: [[1]], times: [0, 1], parameters: [1])
    for method in Method.implicit {
      let error = #expect(throws: SolverError.self) {
        _ = try problem.solver(Field.hyperbola, SolveOptions(method: method), gradient: gradient)
      }
      #expect(error?.kind == .gradientMethod)
    }
  }

  @Test("Refuses fields without derivatives") func refusesFieldsWithoutDerivatives() throws {
    struct Plain: VectorField {
      let base = ClosureField<Double>.hyperbola
      var stateCount: Int { 1 }
      var parameterCount: Int { 1 }
      func tapeCount(columns: Int) -> Int { base.tapeCount(columns: columns) }
      func evaluate(
        _ at: FieldPoint<Double>, into dy: MutableColumns<Double>, tape: MutableVector<Double>
      ) { base.evaluate(at, into: dy, tape: tape) }
    }
    for method in Method.implicit {
      let error = #expect(throws: SolverError.self) {
        _ = try ForwardSolver(field: Plain(), options: SolveOptions(method: method), samples: 1, observations: 2)
      }
      #expect(error?.kind == .missingDerivatives)
      _ = try ForwardSolver(field: Field.hyperbola, options: SolveOptions(method: method), samples: 1, observations: 2)
    }
  }

  /// A linearly implicit method differentiates the Jacobian: without second derivatives it solves, but gives no
  /// gradient.
  @Test("Refuses gradients without second derivatives") func refusesGradientsWithoutSecondDerivatives() throws {
    let problem = Problem(initial: [[1, 0.5]], times: [0, 1], parameters: [1.1, 0.7, 0.3])
    let field = OneSidedField(adjoint: .predators, tangent: .predators)
    let options = SolveOptions(method: .rodas5p)
    let solver = try problem.solver(field, options)
    try solver.run(problem.parameters)
    let full = try problem.solver(Field.predators, options)
    try full.run(problem.parameters)
    #expect(solver.state(0, 1) == full.state(0, 1))
    let error = #expect(throws: SolverError.self) { _ = try problem.solver(field, options, gradient: .discrete) }
    #expect(error?.kind == .missingSecondDerivatives)
    #expect(error?.description.contains("second derivatives") == true)
    let tangents = #expect(throws: SolverError.self) {
      _ = try TangentSolver(field: field, options: options, samples: 1, observations: 2)
    }
    #expect(tangents?.kind == .missingSecondDerivatives)
    _ = try problem.solver(field, SolveOptions(method: .kvaerno3), gradient: .discrete)
  }
}
