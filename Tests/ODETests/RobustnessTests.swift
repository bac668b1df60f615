import Foundation
import Kernels
import Synchronization
import Testing

@testable import ODE

/// What every method does with reversed time, both number types, and fields that fail.
@Suite struct RobustnessTests {
  /// Forward and backward over the same interval, in both precisions.
  static func followsClosedForm<Scalar: Real>(_ method: Method, _ type: Scalar.Type, within bound: Double) throws {
    for (from, to) in [(0.2, 1.7), (1.7, 0.2)] {
      let field = FunctionField<Scalar>(stateCount: 1) { t, y in [cos(t) * y[0] * y[0]] }
      let times = [0, 0.33, 0.58, 1].map { from + $0 * (to - from) }
      let options = SolveOptions(method: method, control: .fixed(step: method.order < 3 ? 0.002 : 0.05))
      let states = try field.solve([ConvergenceTests.truth(2, from)], times, options).states
      for (t, y) in zip(times, states) {
        #expect(abs(y[0] - ConvergenceTests.truth(2, t)) < bound, "\(method.name) \(Scalar.self) \(from) \(t)")
      }
    }
  }

  @Test(arguments: Method.explicit.map(\.name)) func worksBothWaysInBothPrecisions(_ name: String) throws {
    let method = try #require(Method(named: name))
    let bounds = [1: 2e-3, 2: 2e-6, 3: 5e-6, 4: 2e-7]
    let bound = bounds[method.order] ?? 1e-9
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
      let field = FunctionField<Double>(stateCount: 1) { [self] t, y in
        // The padding's columns are evaluated too: a call is what all of them make up.
        let call = count.add(1, ordering: .relaxed).oldValue / Double.laneCount
        return [fails(call) ? .nan : cos(t) * y[0] * y[0]]
      }
      let options = SolveOptions(method: method, control: control, maximumSteps: 10_000)
      return try field.solve([0.5], [0, 0.2, 0.37, 0.5], options).states
    }
  }

  /// A field that is not a number from its n-th call on, for every n, ends in an error that says so; and a single failure
  /// either does or is a step tried again.
  @Test(arguments: Method.explicit.map(\.name)) func endsAtNaN(_ name: String) throws {
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
