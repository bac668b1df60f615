import Kernels
import Testing

@testable import ODE

/// A loss and its derivatives along ten steps of a stiff oscillator, against the same steps carried out in 50 digits.
enum FiftyDigits {
  /// Compares the loss and its derivatives by both initial states, both parameters and all four times.
  static func check(
    _ name: String, _ stepping: Stepping, _ field: ClosureField<Double>, _ reference: (loss: Double, gradient: [Double])
  ) throws {
    let problem = Problem(initial: [[2, -0.66]], times: [0, 0.13, 0.31, 0.48], parameters: [100, 0.5])
    let weights = [[0.3, -0.2], [0.7, 0.1], [-0.4, 0.6], [1.1, -0.8]]
    let solver = try problem.solver(
      field,
      SolveOptions(method: try #require(Method(named: name)), control: .fixed(step: 0.05), stepping: stepping),
      gradient: .discrete)
    solver.computesTimeCotangents = true
    try solver.run(problem.parameters)
    #expect(abs(solver.loss { _, k, row in weights[k][row] } - reference.loss) < 1e-14)
    solver.weigh { _, k, row in weights[k][row] }
    let (gradient, _) = try solver.parameterGradient(problem.parameters)
    let found =
      (0..<2).map { solver.initialCotangent[$0, 0] } + gradient
      + (0..<4).map { solver.timeCotangents[$0, 0] }
    for (i, (value, expected)) in zip(found, reference.gradient).enumerated() {
      // The derivatives by time are sums of terms of size up to 1.
      #expect(abs(value - expected) < 1e-12 * max(abs(expected), i < 4 ? 0 : 1), "\(name) \(i): \(value) \(expected)")
    }
  }
}
