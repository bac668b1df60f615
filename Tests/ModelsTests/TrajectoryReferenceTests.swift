import Kernels
import Models
import Networks
import ODE
import Testing

/// Losses, trajectories and gradients of an independent code (JAX and diffrax) with the same fixed steps.
@Suite struct TrajectoryReferenceTests {
  static func residual(_ x: [Double], _ truth: [Double]) -> Double {
    zip(x, truth).map { abs($0 - $1) }.max()! / truth.map(abs).max()!
  }

  static func check<Scalar: KernelScalar>(
    _ stepping: Stepping, _ isTight: Bool, _ type: Scalar.Type, within bound: Double
  )
    throws
  {
    let cases = try ReferenceFile.read().cases
    #expect(Set(cases.map(\.method)) == ["euler", "midpoint", "rk4", "bosh3", "dopri5", "tsit5"])
    for reference in cases {
      let least = try leastMemory { _ = try reference.model(Scalar.self, stepping: stepping, memory: $0) }
      let model = try reference.model(Scalar.self, stepping: stepping, memory: isTight ? least : 1 << 22)
      let (sums, gradient) = try model.gradient(at: reference.parameters.map { Scalar($0) })
      #expect(abs(sums.lossSum - reference.lossSum) < bound * reference.lossSum, "\(reference.method)")
      #expect(residual(gradient.map { Double($0) }, reference.gradient) < bound, "\(reference.method)")
      let (rows, columns) = (model.field.stateCount, model.group.columns)
      for (column, sample) in reference.samples.enumerated() {
        let states = (0..<sample.times.count * rows).map { Double(model.predictions[$0 * columns + column]) }
        #expect(residual(states, sample.states.flatMap { $0 }) < bound, "\(reference.method), sample \(column)")
      }
      let observed = reference.samples.map { $0.values.joined().count { $0 != nil } }
      #expect(sums.entries == observed.reduce(0, +))
    }
  }

  @Test("the reference agrees to thirteen digits in double precision", arguments: Stepping.allCases, [false, true])
  func double(stepping: Stepping, isTight: Bool) throws {
    try Self.check(stepping, isTight, Double.self, within: 1e-13)
  }

  @Test("the reference agrees to five digits in single precision", arguments: Stepping.allCases)
  func single(stepping: Stepping) throws {
    try Self.check(stepping, false, Float.self, within: 1e-5)
  }
}
