import Foundation
import Kernels
import Testing

@testable import ODE

/// Tangents of the steps taken, and their agreement with the discrete adjoint.
@Suite struct TangentTests {
  static let methods = Method.all.filter(\.hasTangents).map(\.name)

  static func options(_ name: String, _ stepping: Stepping) throws -> SolveOptions {
    let method = try #require(Method(named: name))
    let control: StepControl =
      method.isAdaptive
      ? .adaptive(AdaptiveControl(relativeTolerance: 1e-5, absoluteTolerance: 1e-6)) : .fixed(step: 0.11)
    return SolveOptions(
      method: method, control: control, stepping: stepping, stepTimes: [0.4437],
      jumpTimes: [0.711])
  }

  /// Tangents against differences of solves with the same steps, extrapolated once.
  @Test("Tangents are exact", arguments: TangentTests.methods, Stepping.allCases)
  func tangentsAreExact(_ name: String, _ stepping: Stepping) throws {
    let problem = GradientTests.problem
    let field = ClosureField<Double>.predators
    let options = SolveOptions(
      method: try #require(Method(named: name)), control: .fixed(step: 0.11), stepping: stepping)
    let solver = try TangentSolver(field: field, options: options, samples: 11, observations: 5)
    let change = { (s: Int, row: Int) in GradientTests.weight(s, 0, row) }
    for s in 0..<11 {
      for row in 0..<2 {
        solver.forward.initialState[row, s] = problem.initial[s][row]
        solver.initialTangent[row, s] = change(s, row)
      }
      solver.forward.counts[s] = Int32(problem.times[s].count)
      for (k, t) in problem.times[s].enumerated() { solver.forward.times[k, s] = t }
    }
    _ = try problem.parameters.withVector { try solver.solve($0) }
    func states(_ h: Double) throws -> Solver<ClosureField<Double>> {
      var moved = problem
      for s in 0..<11 { for row in 0..<2 { moved.initial[s][row] += h * change(s, row) } }
      let solver = try moved.solver(field, options)
      try solver.run(problem.parameters)
      return solver
    }
    let (a, b, c, d) = try (states(1e-3), states(-1e-3), states(5e-4), states(-5e-4))
    for s in 0..<11 {
      for k in problem.times[s].indices {
        for row in 0..<2 {
          let far = (a.state(s, k)[row] - b.state(s, k)[row]) / 2e-3
          let near = (c.state(s, k)[row] - d.state(s, k)[row]) / 1e-3
          let found: Double = solver.tangents[k][row, s]
          #expect(abs(found - (4 * near - far) / 3) < 1e-9, "\(name) \(s) \(k) \(row)")
        }
      }
    }
  }

  /// Where the Jacobian changes with time, on `y' = -p y^2 (1 + t)`, against differences of the same steps.
  @Test("Tangents follow time dependent rates", arguments: TangentTests.methods) func tangentsFollowTimeDependentRates(
    _ name: String
  ) throws {
    let options = SolveOptions(method: try #require(Method(named: name)), control: .fixed(step: 0.3))
    let field = ClosureField<Double>.hyperbola
    func difference(_ h: Double) throws -> Double {
      let ends = try [0.8 + h, 0.8 - h].map { start in
        let solver = try Problem(initial: [[start]], times: [0, 1], parameters: [0.9]).solver(field, options)
        try solver.run([0.9])
        return solver.state(0, 1)[0]
      }
      return (ends[0] - ends[1]) / (2 * h)
    }
    let solver = try TangentSolver(field: field, options: options, samples: 1, observations: 2)
    solver.forward.initialState[0, 0] = 0.8
    solver.initialTangent[0, 0] = 1
    solver.forward.counts[0] = 2
    solver.forward.times[0, 0] = 0
    solver.forward.times[1, 0] = 1
    _ = try [0.9].withVector { try solver.solve($0) }
    let expected = try (4 * difference(5e-4) - difference(1e-3)) / 3
    #expect(abs(solver.tangents[1][0, 0] - expected) < 1e-9, "\(name)")
  }

  /// The adjoint is the transpose of the tangent step by step, stops, jumps and ragged samples included.
  @Test("Tangent and cotangent have the same product in every step", arguments: TangentTests.methods, Stepping.allCases)
  func identityHolds(_ name: String, _ stepping: Stepping) throws {
    let identity = try identity(
      StopTimeTests.jumpingPredators(at: 0.711), try Self.options(name, stepping), memory: 1 << 26)
    #expect(identity.steps > 3 && abs(identity.adjoint) > 0.1)
    #expect(identity.defect < 1e-13, "\(name) \(identity)")
    #expect(abs(identity.adjoint - identity.tangent) < 1e-12, "\(identity)")
  }

  /// In little memory and in single precision.
  @Test("Identity holds in single precision", arguments: ["dopri5", "rodas5p"], Stepping.allCases)
  func identityHoldsInSinglePrecision(_ name: String, _ stepping: Stepping) throws {
    let identity = try identity(ClosureField<Float>.predators, Self.options(name, stepping), memory: 45_000)
    #expect(identity.defect > 0 && identity.defect < 3e-6, "\(identity)")
  }

  /// A derivative that is wrong in one element is found, and where.
  @Test("Identity can fail", arguments: Stepping.allCases) func identityCanFail(_ stepping: Stepping) throws {
    var field = ClosureField<Double>.predators
    let base = ClosureField<Double>.predators
    field.jacobian = { t, y, p in
      var j = base.jacobian(t, y, p)
      j[0][1] *= 1 + 1e-9
      return j
    }
    // The same wrong Jacobian in both is a consistent pair of another field; only the adjoint's is spoilt.
    let spoilt = OneSidedField(adjoint: field, tangent: base)
    let identity = try identity(spoilt, Self.options("tsit5", stepping), memory: 1 << 26)
    #expect(identity.defect > 1e-11, "\(identity)")
  }

  private func identity<Field: DifferentiableVectorField>(
    _ field: Field, _ options: SolveOptions, memory: Int
  ) throws -> AdjointIdentity {
    let problem = GradientTests.problem
    let solver = try problem.solver(field, options, gradient: .discrete, memory: memory)
    try solver.run(problem.parameters)
    solver.weigh(GradientTests.weight)
    let p = problem.parameters.map { Field.Scalar($0) }
    return try #require(try p.withVector { try solver.adjointIdentity($0) })
  }
}

/// A field whose vjp belongs to one field and whose jvp to another.
struct OneSidedField: DifferentiableVectorField {
  let adjoint: ClosureField<Double>
  let tangent: ClosureField<Double>

  var stateCount: Int { tangent.stateCount }
  var parameterCount: Int { tangent.parameterCount }
  func tapeCount(columns: Int) -> Int { tangent.tapeCount(columns: columns) }

  func evaluate(_ at: FieldPoint<Double>, into dy: MutableColumns<Double>, tape: MutableVector<Double>) {
    tangent.evaluate(at, into: dy, tape: tape)
  }

  func vjp(
    _ at: FieldPoint<Double>, tape: MutableVector<Double>, cotangent a: Columns<Double>,
    state: MutableColumns<Double>, time: MutableVector<Double>?
  ) {
    adjoint.vjp(at, tape: tape, cotangent: a, state: state, time: time)
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Double>, tape: MutableVector<Double>, weight: Vector<Double>?,
    into gradient: MutableVector<Double>
  ) {
    adjoint.accumulateParameterGradient(at, tape: tape, weight: weight, into: gradient)
  }

  func jvp(
    _ at: FieldPoint<Double>, tape: MutableVector<Double>, tangent v: Columns<Double>,
    time s: Vector<Double>?, into out: MutableColumns<Double>
  ) {
    tangent.jvp(at, tape: tape, tangent: v, time: s, into: out)
  }
}
