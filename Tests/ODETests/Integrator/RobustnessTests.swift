import Foundation
import Kernels
import Synchronization
import Testing

@testable import ODE

/// What every method does with reversed time, both number types, and fields that fail.
@Suite struct RobustnessTests {
  /// Forward and backward over the same interval, in both precisions.
  static func followsClosedForm<Scalar: KernelScalar>(_ method: Method, _ type: Scalar.Type, within bound: Double)
    throws
  {
    for (from, to) in [(0.2, 1.7), (1.7, 0.2)] {
      let times = [0, 0.33, 0.58, 1].map { from + $0 * (to - from) }
      let options = SolveOptions(method: method, control: .fixed(step: method.order < 3 ? 0.002 : 0.05))
      let problem = Problem(initial: [[ConvergenceTests.truth(2, from)]], times: times, parameters: [1])
      let solver = try problem.solver(ClosureField<Scalar>.pulse, options)
      try solver.run(problem.parameters)
      for (k, t) in times.enumerated() {
        let error = abs(solver.state(0, k)[0] - ConvergenceTests.truth(2, t))
        #expect(error < bound, "\(method.name) \(Scalar.self) \(from) \(t)")
      }
    }
  }

  @Test("Works both ways in both precisions", arguments: Method.direct.map(\.name)) func worksBothWaysInBothPrecisions(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    let bounds = [1: 2e-3, 2: 2e-6, 3: 5e-6, 4: 2e-7]
    let bound = bounds[method.order] ?? (method.tableau.isImplicit ? 1e-8 : 1e-9)
    try Self.followsClosedForm(method, Double.self, within: bound)
    try Self.followsClosedForm(method, Float.self, within: bound + 2e-5)
  }

  /// The controls a method can carry out.
  static func controls(_ method: Method) -> [StepControl] {
    [.fixed(step: 0.15)] + (method.isAdaptive ? [.adaptive(AdaptiveControl(relativeTolerance: 1e-4))] : [])
  }

  /// Counts its calls, and is not a number in those that `fails` names.
  final class Calls: Sendable {
    let count = Atomic(0)
    let fails: @Sendable (Int) -> Bool

    init(fails: @escaping @Sendable (Int) -> Bool) { self.fails = fails }

    func solve(_ method: Method, _ control: StepControl) throws -> [[Double]] {
      var field = ClosureField<Double>.pulse
      field.value = { [self] t, y, _ in
        // The padding's columns are evaluated too: a call is what all of them make up.
        let call = count.add(1, ordering: .relaxed).oldValue / Double.laneCount
        return [fails(call) ? .nan : cos(t) * y[0] * y[0]]
      }
      let options = SolveOptions(method: method, control: control, maximumSteps: 10_000)
      let problem = Problem(initial: [[0.5]], times: [0, 0.2, 0.37, 0.5], parameters: [1])
      let solver = try problem.solver(field, options)
      try solver.run(problem.parameters)
      return (0..<4).map { solver.state(0, $0) }
    }
  }

  /// A field that is not a number from its n-th call on, for every n, ends in an error that says so; and a single
  /// failure either does or is a step tried again.
  @Test("Ends at na n", arguments: Method.direct.map(\.name)) func endsAtNaN(_ name: String) throws {
    let method = try #require(Method(named: name))
    for control in Self.controls(method) {
      let sound = Calls { _ in false }
      _ = try sound.solve(method, control)
      let total = sound.count.load(ordering: .relaxed) / Double.laneCount
      #expect(total > 0)
      for n in 0..<total {
        let error = #expect(throws: SolverError.self, "\(name) from call \(n)") {
          try Calls { $0 >= n }.solve(method, control)
        }
        #expect(error?.kind == .nonFinite, "\(name) from call \(n)")
        do {
          let states = try Calls { $0 == n }.solve(method, control)
          if case .fixed = control { Issue.record("\(name): call \(n) had no effect") }
          #expect(zip([0, 0.2, 0.37, 0.5], states).allSatisfy { abs($1[0] - ConvergenceTests.truth(2, $0)) < 1e-2 })
        } catch let error as SolverError {
          #expect(error.kind == .nonFinite, "\(name) at call \(n)")
        }
      }
    }
  }
}
