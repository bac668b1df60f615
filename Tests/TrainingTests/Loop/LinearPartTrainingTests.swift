import Jobs
import Kernels
import Networks
import Testing
import TrainingSupport

@testable import Training

/// Training of a field with a linear part, which an additive method treats apart.
@Suite struct LinearPartTrainingTests {
  @Test func startsWithItsRateOnTheDiagonal() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 1)
    let plain = MLPField<Double>(stateCount: 2, hidden: [8], activation: .tanh)
    let field = MLPField<Double>(stateCount: 2, hidden: [8], activation: .tanh, hasLinearPart: true)
    func values(_ layout: ParameterLayout) throws -> [Double] {
      var values = [Double](repeating: .nan, count: layout.count)
      try values.withUnsafeMutableBufferPointer {
        try InitialParameters.fill($0.baseAddress!, layout: layout, job: job)
      }
      return values
    }
    let network = try values(plain.layout)
    job.field.linear = -2.5
    #expect(try values(field.layout) == network + [-2.5, 0, 0, -2.5])
  }

  /// The additive method fits as well as the explicit one that takes the same field as a whole, and its matrix learns.
  @Test func trains() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 40, run: "whole")
    job.field.linear = -1
    try fixture.train(job)
    let whole = try fixture.records("whole").steps.map(\.loss)
    job.output.directory = fixture.job(steps: 40, run: "split").output.directory
    job.solver.method = "kencarp4"
    job.solver.stiffPart = .linear
    try fixture.train(job)
    let split = try fixture.records("split").steps.map(\.loss)
    // Both are solutions of one equation, to the tolerance.
    for (a, b) in zip(whole, split) { #expect(abs(a / b - 1) < 1e-2, "\(a) \(b)") }
    #expect(split[39] < split[0] / 2)
  }
}
