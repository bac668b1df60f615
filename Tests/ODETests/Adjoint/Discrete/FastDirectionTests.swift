import Foundation
import Kernels
import Testing

@testable import ODE

/// The derivative along the fast directions of a stiff field is that of the first step: what docs/gradients.md warns
/// of.
@Suite struct FastDirectionTests {
  /// The gradient of each component at the end with respect to each at the start, `[end][start]`.
  private static func gradients(
    _ method: Method, from start: [Double], tolerance: Double, firstStep: Double?
  ) throws -> [[Double]] {
    let problem = Problem(initial: [start], times: [0, 40], parameters: [])
    let control = AdaptiveControl(
      relativeTolerance: tolerance, absoluteTolerance: 1e-6 * tolerance, firstStep: firstStep)
    let solver = try problem.solver(
      StiffProblem.robertson.field, SolveOptions(method: method, control: .adaptive(control)), gradient: .discrete)
    return try (0..<3).map { end in
      try solver.run([0])
      solver.weigh { _, k, row in k == 1 && row == end ? 1 : 0 }
      _ = try solver.parameterGradient([0])
      return (0..<3).map { solver.initialCotangent[$0, 0] }
    }
  }

  /// Robertson's reactions from their slow manifold: a short first step gets the derivative by the fast species right.
  ///
  /// It follows the others within microseconds; a first step of seconds, which the solution allows, gets it wrong.
  @Test("First step decides them") func firstStepDecidesThem() throws {
    let control = AdaptiveControl(relativeTolerance: 1e-10, absoluteTolerance: 1e-16)
    let toManifold = Problem(initial: [[1, 0, 0]], times: [0, 40], parameters: [])
    let solver = try toManifold.solver(
      StiffProblem.robertson.field, SolveOptions(method: .rodas5p, control: .adaptive(control)))
    try solver.run([0])
    let start = solver.state(0, 1)
    let exact = try Self.gradients(.esdirk5, from: start, tolerance: 1e-11, firstStep: 1e-9)
    func errors(_ method: Method, _ tolerance: Double, _ firstStep: Double?) throws -> [Double] {
      let found = try Self.gradients(method, from: start, tolerance: tolerance, firstStep: firstStep)
      return (0..<3).map { row in (0..<3).map { abs(found[$0][row] / exact[$0][row] - 1) }.max() ?? 0 }
    }
    for (tolerance, least) in [(1e-3, 0.3), (1e-6, 0.03)] {
      let free = try errors(.rodas5p, tolerance, nil)
      #expect(free[1] > least && max(free[0], free[2]) < 1e-4, "\(free)")
      #expect(try errors(.rodas5p, tolerance, 1e-6).allSatisfy { $0 < 1e-4 })
    }
    #expect(try errors(.esdirk5, 1e-3, nil)[1] < 1e-2)
  }
}
