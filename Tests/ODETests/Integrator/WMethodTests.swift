import Foundation
import Testing

@testable import ODE

/// Linearly implicit methods that keep their order whatever matrix stands for the Jacobian.
@Suite struct WMethodTests {
  /// The conditions of order 3, with `alpha` and `gamma` in place of their sum wherever one may stand (Hairer and
  /// Wanner, "Solving Ordinary Differential Equations II", IV.7).
  @Test("Meets the conditions") func meetsTheConditions() {
    let t = Method.ros34pw2.tableau
    let stages = 1..<t.stages
    let alpha = t.a
    let gamma = (0..<t.stages).map { $0 == 0 ? [] : t.gamma[$0] + [t.diagonal] }
    func times(_ matrix: [[Double]], _ x: [Double]) -> [Double] {
      matrix.map { zip($0, x).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let ones = stages.reduce(into: Array(repeating: 0.0, count: t.stages)) { $0[$1] = 1 }
    let (a, g) = (times(alpha, ones), times(gamma, ones))
    func expect(_ weights: [Double], _ x: [Double], _ value: Double, _ label: String) {
      let sum = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(sum - value) < 1e-15, "\(label): \(sum)")
    }
    for (weights, label) in [(t.b, "step"), (zip(t.b, t.e).map { $0 - $1 }, "embedded")] {
      expect(weights, ones, 1, label)
      expect(weights, a, 0.5, label)
      expect(weights, g, 0, label)
    }
    expect(t.b, a.map { $0 * $0 }, 1 / 3, "alpha^2")
    expect(t.b, times(alpha, a), 1 / 6, "alpha alpha")
    expect(t.b, times(alpha, g), 0, "alpha gamma")
    expect(t.b, times(gamma, a), 0, "gamma alpha")
    expect(t.b, times(gamma, g), 0, "gamma gamma")
  }

  /// With a Jacobian that is wrong by a third the steps still converge with order 3; those of rodas5p lose three of
  /// their five.
  @Test("Converges with any matrix") func convergesWithAnyMatrix() throws {
    func found(_ method: Method) throws -> Double {
      var field = ClosureField<Double>.predators
      let right = field.jacobian
      field.jacobian = { t, y, p in right(t, y, p).map { $0.map { $0 / 1.5 } } }
      let truth = try #require(
        try Self.end(
          .predators, .dopri8, .adaptive(AdaptiveControl(relativeTolerance: 1e-13, absoluteTolerance: 1e-13))))
      let steps = (0..<5).map { 0.1 / pow(2, Double($0)) }
      return try derivative(
        steps,
        steps.map { distance(try #require(try Self.end(field, method, .fixed(step: $0))), truth) })
    }
    let kept = try found(.ros34pw2)
    #expect(kept > 2.8 && kept < 3.3, "\(kept)")
    let lost = try found(.rodas5p)
    #expect(lost < 2.3, "\(lost)")
  }

  private static func end(_ field: ClosureField<Double>, _ method: Method, _ control: StepControl) throws -> [Double]? {
    let problem = Problem(initial: [[1, 1.5]], times: [0, 2], parameters: [1.5, 1, 0.7])
    let solver = try problem.solver(field, SolveOptions(method: method, control: control))
    try solver.run(problem.parameters)
    return solver.state(0, 1)
  }
}
