import Foundation
import Kernels
import Testing

@testable import ODE

/// Samples that cannot be solved, left out of their group.
@Suite struct DroppingTests {
  /// `y' = p y^2` with its time of blow-up at `1 / (p y_0)`, and NaN below zero.
  static let field = ClosureField<Double>(
    stateCount: 1, parameterCount: 1, value: { _, y, p in [y[0] < 0 ? .nan : p[0] * y[0] * y[0]] },
    jacobian: { _, y, p in [[2 * p[0] * y[0]]] }, parameterJacobian: { _, y, _ in [[y[0] * y[0]]] },
    timeDerivative: { _, _, _ in [0] })

  /// Over a span of 1, samples 1 and 4 blow up and sample 6 is not a number at its very start.
  static let starts = [0.3, 1.6, 0.5, 0.1, 2.5, 0.25, -1, 0.4]
  static let failing: Set = [1, 4, 6]

  private func problem(_ starts: [Double]) -> Problem {
    Problem(
      initial: starts.map { [$0] }, times: starts.indices.map { [0, 0.3 + 0.05 * Double($0 % 3), 1] }, parameters: [1])
  }

  /// The results, statistics of dropping apart, are to the bit those of a group without the samples, the gradient
  /// included.
  @Test("Leaves the others alone", arguments: Method.adaptiveThroughJumps, Stepping.allCases)
  func leavesTheOthersAlone(_ name: String, _ stepping: Stepping) throws {
    let method = try #require(Method(named: name))
    for gradient in [GradientMethod.discrete, .backsolve(bound: 1)]
    where gradient == .discrete || method.canBeCoupled {
      let options = SolveOptions(
        method: method, control: .adaptive(AdaptiveControl(relativeTolerance: 1e-5, absoluteTolerance: 1e-7)),
        stepping: stepping, maximumSteps: 3000, onFailure: .drop)
      let kept = Self.starts.indices.filter { !Self.failing.contains($0) }
      let all = try problem(Self.starts).solver(Self.field, options, gradient: gradient)
      var fewer = problem(Self.starts)
      fewer.initial = kept.map { fewer.initial[$0] }
      fewer.times = kept.map { fewer.times[$0] }
      let alone = try fewer.solver(Self.field, options, gradient: gradient)
      all.computesTimeCotangents = true
      alone.computesTimeCotangents = true
      let statistics = try all.run([1])
      #expect(statistics.dropped == 3 && all.firstDrop != nil, "\(name) \(statistics)")
      #expect(try alone.run([1]).dropped == 0 && alone.firstDrop == nil)
      for s in Self.starts.indices {
        #expect(all.isDropped(s) == Self.failing.contains(s))
        if all.isDropped(s) { for k in 0..<3 { #expect(all.state(s, k)[0].isNaN) } }
      }
      for (place, s) in kept.enumerated() {
        for k in 0..<3 { #expect(all.state(s, k) == alone.state(place, k)) }
      }
      all.weigh { s, k, _ in Self.failing.contains(s) ? 0 : 1 + 0.3 * Double(kept.firstIndex(of: s)! + k) }
      alone.weigh { s, k, _ in 1 + 0.3 * Double(s + k) }
      let (found, _) = try all.parameterGradient([1])
      let (expected, _) = try alone.parameterGradient([1])
      // The sum over samples is taken in another order.
      #expect(abs(found[0] - expected[0]) < 1e-13 * abs(expected[0]), "\(name) \(stepping)")
      for (place, s) in kept.enumerated() {
        #expect(all.initialCotangent[0, s] == alone.initialCotangent[0, place])
        for k in 0..<3 {
          #expect(all.timeCotangents[k, s] == alone.timeCotangents[k, place])
        }
      }
      // Once more, now that all memory has been used.
      #expect(try all.run([1]).dropped == 3)
      #expect(all.state(7, 2) == alone.state(4, 2))
    }
  }

  /// With steps of a given size as well.
  @Test("Drops with fixed steps", arguments: Stepping.allCases) func dropsWithFixedSteps(_ stepping: Stepping) throws {
    let options = SolveOptions(
      method: .rk4, control: .fixed(step: 0.01), stepping: stepping, onFailure: .drop)
    let solver = try problem(Self.starts).solver(Self.field, options)
    let statistics = try solver.run([1])
    // Through a pole a fixed step may pass; what is not a number is left out.
    #expect(solver.isDropped(6) && statistics.dropped >= 1)
    for s in [0, 2, 3, 5, 7] {
      #expect(abs(solver.state(s, 2)[0] - 1 / (1 / Self.starts[s] - 1)) < 1e-6)
    }
  }

  /// Samples that run out of steps: in steps of their own every late one goes, in common steps the one that makes them
  /// short.
  @Test("Drops whoever takes too many steps") func dropsWhoeverTakesTooManySteps() throws {
    let field = ClosureField<Double>(
      stateCount: 2, parameterCount: 1, value: { _, y, _ in [cos(y[1] * y[0]), 0] },
      jacobian: { _, _, _ in [[0, 0], [0, 0]] }, parameterJacobian: { _, _, _ in [[0], [0]] },
      timeDerivative: { _, _, _ in [0, 0] })
    let problem = Problem(
      initial: [[0.2, 1], [0.2, 5000], [0.4, 1.2], [0.1, 9000]], times: [0, 5], parameters: [0])
    for stepping in Stepping.allCases {
      let options = SolveOptions(stepping: stepping, maximumSteps: 300, onFailure: .drop)
      let solver = try problem.solver(field, options)
      #expect(try solver.run([0]).dropped == 2)
      #expect(solver.isDropped(1) && solver.isDropped(3) && solver.firstDrop?.kind == .stepLimit)
    }
  }

  /// Nothing is left when every sample fails, and nothing breaks.
  @Test(
    "A group may lose all its samples", arguments: Stepping.allCases, [GradientMethod.discrete, .backsolve(bound: 1)])
  func dropsAll(_ stepping: Stepping, _ gradient: GradientMethod) throws {
    let problem = Problem(initial: [[3], [-1]], times: [0, 1], parameters: [1])
    let solver = try problem.solver(
      Self.field, SolveOptions(stepping: stepping, onFailure: .drop), gradient: gradient)
    #expect(try solver.run([1]).dropped == 2)
    solver.weigh { _, _, _ in 0 }
    #expect(try solver.parameterGradient([1]).0 == [0])
  }

  /// What no other sample could mend is an error all the same.
  @Test("Refuses bad times") func refusesBadTimes() throws {
    let problem = Problem(initial: [[1], [1]], times: [[0, 1], [0, 0]], parameters: [1])
    let solver = try problem.solver(Self.field, SolveOptions(onFailure: .drop))
    let error = #expect(throws: SolverError.self) { try solver.run([1]) }
    #expect(error?.kind == .invalid)
  }

  /// A state that grows beyond all numbers while its estimated error is zero is a failure of its sample alone.
  @Test("Overflow is a failure", arguments: Method.adaptiveThroughJumps, Stepping.allCases)
  func overflowIsAFailure(_ name: String, _ stepping: Stepping) throws {
    let field = ClosureField<Double>(
      stateCount: 2, parameterCount: 0, value: { _, y, _ in [y[1], 0] }, jacobian: { _, _, _ in [[0, 1], [0, 0]] },
      parameterJacobian: { _, _, _ in [[], []] }, timeDerivative: { _, _, _ in [0, 0] })
    let problem = Problem(initial: [[0, 1], [0, 1e308], [0, 2]], times: [0, 1, 3], parameters: [])
    let options = SolveOptions(
      method: try #require(Method(named: name)), control: .adaptive(AdaptiveControl()), stepping: stepping,
      onFailure: .drop)
    let solver = try problem.solver(field, options)
    #expect(try solver.run([0]).dropped == 1)
    #expect(solver.isDropped(1) && solver.firstDrop?.kind == .nonFinite && solver.firstDrop?.sample == 1)
    for (s, derivative) in [(0, 1.0), (2, 2.0)] { #expect(abs(solver.state(s, 2)[0] - 3 * derivative) < 1e-13) }
  }
}
