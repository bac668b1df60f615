import Foundation
import Kernels
import TestSupport
import Testing

@testable import ODE

/// What is said of solves that run out of steps or whose steps become too small.
@Suite struct DiagnosisTests {
  /// A field of one or two components that is only solved forward.
  private static func field<Scalar: KernelScalar>(
    _ rows: Int, _ type: Scalar.Type = Double.self, _ value: @escaping @Sendable (Double, [Double]) -> [Double]
  ) -> ClosureField<Scalar> {
    ClosureField(
      stateCount: rows, parameterCount: 0, value: { t, y, _ in value(t, y) },
      jacobian: { _, _, _ in Array(repeating: Array(repeating: 0, count: rows), count: rows) },
      parameterJacobian: { _, _, _ in Array(repeating: [], count: rows) },
      timeDerivative: { _, _, _ in Array(repeating: 0, count: rows) })
  }

  private func failure<Scalar: KernelScalar>(
    _ field: ClosureField<Scalar>, _ initial: [[Double]], to end: Double, _ options: SolveOptions
  ) throws -> SolverError {
    let problem = Problem(initial: initial, times: [0, end], parameters: [])
    let solver = try problem.solver(field, options)
    let error = #expect(throws: SolverError.self) { try solver.run([0]) }
    return try #require(error)
  }

  /// The bounds of the stability intervals as published: Hairer and Wanner II, IV.2, table 2.1 and the text about
  /// DOPRI5.
  @Test("Stability bounds are the published ones") func stabilityBoundsAreThePublishedOnes() throws {
    for (name, bound, slack) in [
      ("euler", 2.0, 1e-6), ("midpoint", 2, 1e-6), ("rk4", 2.785, 1e-3), ("bosh3", 2.513, 1e-3),
      ("dopri5", 3.31, 1e-2),
    ] {
      let method = try #require(Method(named: name))
      let found = try #require(method.tableau.realStabilityBound)
      #expect(abs(found - bound) < slack, "\(name): \(found)")
    }
  }

  /// Van der Pol's oscillator with `mu = 1000` and, in the same group, a harmless one: the stiff one is named.
  @Test("Stiffness is named as what limits the steps", arguments: Method.adaptiveThroughJumps, Stepping.allCases)
  func namesStiffness(
    _ name: String, _ stepping: Stepping
  ) throws {
    let method = try #require(Method(named: name))
    let field = Self.field(3) { _, y in [y[1], y[2] * ((1 - y[0] * y[0]) * y[1]) - y[0], 0] }
    let options = SolveOptions(
      method: method, control: .adaptive(AdaptiveControl(relativeTolerance: 1e-4, absoluteTolerance: 1e-6)),
      stepping: stepping, maximumSteps: 3000)
    let error = try failure(field, [[2, 0, 0], [2, 0, 1000]], to: 200, options)
    #expect(error.kind == .stepLimit && error.cause == .stiffness && error.sample == 1, "\(name): \(error)")
    // On the slow manifold the fastest rate is mu (y^2 - 1), about 3000.
    let product = try #require(error.stiffness)
    let rate = product / error.step
    #expect(rate > 1500 && rate < 4500, "\(name): \(rate)")
    #expect(error.description.contains("stiff") && error.description.contains("solver.maximumSteps"))
  }

  /// `y' = y^2` from 1 grows without bound at t = 1.
  @Test("Growth without bound is named", arguments: Method.adaptiveThroughJumps, Stepping.allCases) func namesGrowth(
    _ name: String, _ stepping: Stepping
  ) throws {
    let method = try #require(Method(named: name))
    for (direction, start) in [(1.0, 1.0), (-1, -1)] {
      let field = Self.field(2) { _, y in [0.1, y[1] * y[1]] }
      let error = try failure(
        field, [[1, 0.1 * start], [1, start]], to: 2 * direction,
        SolveOptions(method: method, stepping: stepping, maximumSteps: 1_000_000))
      #expect(error.cause == .growth && error.sample == 1 && error.component == 1, "\(name): \(error)")
      #expect(abs(error.time - direction) < 1e-3)
      #expect(error.description.contains("grows without bound") && error.description.contains("solver.onFailure"))
    }
  }

  /// A tolerance of 1e-10 in single precision, where steps follow rounding.
  @Test("Too little precision is named", arguments: Method.adaptiveThroughJumps, Stepping.allCases) func namesPrecision(
    _ name: String, _ stepping: Stepping
  ) throws {
    let method = try #require(Method(named: name))
    let field = Self.field(2, Float.self) { t, y in [y[1], -y[0]] }
    let control = AdaptiveControl(relativeTolerance: 1e-10, absoluteTolerance: 1e-10)
    let error = try failure(
      field, [[1, 0], [0, 1]], to: 100,
      SolveOptions(method: method, control: .adaptive(control), stepping: stepping, maximumSteps: 2000))
    #expect(error.cause == .precision, "\(name): \(error)")
    #expect(error.description.contains("float32") && error.description.contains("solver.relativeTolerance"))
  }

  /// Few steps allowed are no fault of single precision, unless the whole solve takes more of them than in double
  /// precision.
  @Test("Blames precision only where it costs steps", arguments: Method.adaptiveThroughJumps, Stepping.allCases)
  func blamesPrecisionOnlyWhereItCostsSteps(
    _ name: String, _ stepping: Stepping
  ) throws {
    let method = try #require(Method(named: name))
    func options(_ tolerance: Double, steps: Int) -> SolveOptions {
      let control = AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)
      return SolveOptions(method: method, control: .adaptive(control), stepping: stepping, maximumSteps: steps)
    }
    func steps<Scalar: KernelScalar>(_ tolerance: Double, _ type: Scalar.Type) throws -> Int {
      let field = Self.field(2, Scalar.self) { _, y in [y[1], -y[0]] }
      let problem = Problem(initial: [[1, 0], [0, 1]], times: [0, 6], parameters: [])
      return try problem.solver(field, options(tolerance, steps: 100_000)).run([0]).accepted
    }
    let field = Self.field(2, Float.self) { _, y in [y[1], -y[0]] }
    for tolerance in [1e-4, 1e-5, 1e-6, 1e-7] {
      let (single, double) = (try steps(tolerance, Float.self), try steps(tolerance, Double.self))
      for limit in [1, 2, 3, 5, 8] where limit < single && limit < double {
        let error = try failure(field, [[1, 0], [0, 1]], to: 6, options(tolerance, steps: limit))
        let isBlamed = error.cause == .precision || error.cause == .roughness
        #expect(
          !isBlamed || 4 * single > 5 * double,
          "\(name) at \(tolerance), \(limit) of \(single) and \(double): \(error)")
      }
    }
  }

  /// Steps that may not be longer have small errors, which no tolerance, jump or stiffness is to blame for.
  @Test("Names the maximum step", arguments: Method.adaptiveThroughJumps, Stepping.allCases) func namesTheMaximumStep(
    _ name: String, _ stepping: Stepping
  ) throws {
    func test<Scalar: KernelScalar>(_ step: Double, _ type: Scalar.Type) throws {
      let method = try #require(Method(named: name))
      let field = Self.field(2, Scalar.self) { _, y in [y[1], -y[0]] }
      let control = AdaptiveControl(
        relativeTolerance: 1e-5, absoluteTolerance: 1e-5, maximumStep: step)
      let error = try failure(
        field, [[1, 0], [0, 1]], to: 1000 * step,
        SolveOptions(method: method, control: .adaptive(control), stepping: stepping, maximumSteps: 500))
      #expect(error.cause == .maximumStep, "\(name), \(step): \(error)")
      #expect(error.description.contains("raise solver.maximumStep or solver.maximumSteps"))
    }
    for step in [1e-3, 1e-5, 1e-7] {
      try test(step, Float.self)
      try test(step, Double.self)
    }
  }

  /// Fields with noise of 1e-4, a different one at every evaluation: one more step and its half tell most of them.
  @Test("A rough field is named", arguments: Stepping.allCases) func namesRoughness(_ stepping: Stepping) throws {
    var told = 0
    for key: UInt64 in 1...20 where try isRough(key, stepping) { told += 1 }
    #expect(told >= 12, "\(told) of 20")
  }

  private func isRough(_ key: UInt64, _ stepping: Stepping) throws -> Bool {
    let field = Self.field(1) { t, y in
      var point = SplitMix(seed: t.bitPattern &+ key)
      var noise = SplitMix(seed: point.next() ^ y[0].bitPattern)
      return [cos(t) + 1e-4 * noise.uniform()]
    }
    let control = AdaptiveControl(relativeTolerance: 1e-9, absoluteTolerance: 1e-9)
    let error = try failure(
      field, [[1]], to: 100,
      SolveOptions(method: .dopri5, control: .adaptive(control), stepping: stepping, maximumSteps: 3000))
    #expect((error.cause == .roughness) == error.description.contains("solver.jumpTimes"))
    return error.cause == .roughness
  }

  /// Nothing wrong but a span too long for the steps allowed, or a minimum too large.
  @Test("A limit that is merely too low is named", arguments: Method.adaptiveThroughJumps, Stepping.allCases)
  func namesEffort(
    _ name: String, _ stepping: Stepping
  ) throws {
    let method = try #require(Method(named: name))
    let field = Self.field(2) { _, y in [-2 * y[1], 2 * y[0]] }
    func options(minimum: Double, steps: Int) -> SolveOptions {
      let control = AdaptiveControl(relativeTolerance: 1e-7, absoluteTolerance: 1e-7, minimumStep: minimum)
      return SolveOptions(method: method, control: .adaptive(control), stepping: stepping, maximumSteps: steps)
    }
    let limited = try failure(field, [[1, 0.2]], to: 10_000, options(minimum: 0, steps: 300))
    #expect(limited.kind == .stepLimit && limited.count == 300 && limited.cause == .effort, "\(name): \(limited)")
    #expect(limited.description.contains("raise solver.maximumSteps"))
    let minimal = try failure(field, [[1, 0.2]], to: 10_000, options(minimum: 2, steps: 300))
    #expect(minimal.kind == .stepUnderflow && minimal.measure > 1 || minimal.cause != nil, "\(name): \(minimal)")
    #expect(abs(minimal.step) < 2 && minimal.description.contains("solver.minimumStep"), "\(name): \(minimal)")
  }
}
