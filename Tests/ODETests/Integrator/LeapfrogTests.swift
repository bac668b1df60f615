import Foundation
import Kernels
import Testing

@testable import ODE

/// The leapfrog on fields of second order.
@Suite struct LeapfrogTests {
  /// An ellipse of eccentricity 0.6 and period 2 pi, from its perihelion.
  static let start = [0.4, 0, 0, 2]

  static func energy(_ y: [Double]) -> Double {
    (y[2] * y[2] + y[3] * y[3]) / 2 - 1 / (y[0] * y[0] + y[1] * y[1]).squareRoot()
  }

  static func momentum(_ y: [Double]) -> Double { y[0] * y[3] - y[1] * y[2] }

  /// The largest residuals of energy in the first and in the last orbit of 100,000 steps, and of angular momentum.
  static func drift(_ method: Method) throws -> (first: Double, last: Double, momentum: Double) {
    let h = 0.01
    let orbit = (0...628).map { Double($0) * h }
    let late = orbit.map { $0 + 99_372 * h }
    let problem = Problem(initial: [start], times: orbit + late, parameters: [1])
    let solver = try problem.solver(
      KeplerField<Double>(), SolveOptions(method: method, control: .fixed(step: h), maximumSteps: 200_000))
    let statistics = try solver.run([1])
    #expect(abs(statistics.accepted - 100_000) < 3)
    func worst(_ range: Range<Int>, _ residual: ([Double]) -> Double) -> Double {
      range.map { residual(solver.state(0, $0)) }.max() ?? 0
    }
    func energyMiss(_ y: [Double]) -> Double { abs(energy(y) - energy(start)) }
    return (
      worst(0..<629, energyMiss), worst(629..<1258, energyMiss),
      worst(0..<1258) { abs(momentum($0) - momentum(start)) }
    )
  }

  /// Energy wavers with `h^2` but does not drift in 100,000 steps, and angular momentum is kept to round-off; the
  /// midpoint rule, of the same order, loses both.
  @Test("Energy does not drift") func energyDoesNotDrift() throws {
    let leapfrog = try Self.drift(.leapfrog)
    #expect(leapfrog.first > 1e-5 && leapfrog.first < 5e-3)
    #expect(leapfrog.last < 1.05 * leapfrog.first)
    #expect(leapfrog.momentum < 1e-10)
    let midpoint = try Self.drift(.midpoint)
    #expect(midpoint.last > 10 * midpoint.first)
  }

  /// Two steps by the published formula, kick by kick.
  @Test("Agrees with the formula") func agreesWithTheFormula() throws {
    let h = 0.05
    func pull(_ q: [Double]) -> [Double] {
      let r = (q[0] * q[0] + q[1] * q[1]).squareRoot()
      return q.map { -$0 / (r * r * r) }
    }
    var (q, v) = (Array(Self.start[..<2]), Array(Self.start[2...]))
    for _ in 0..<2 {
      let half = zip(v, pull(q)).map { $0 + h / 2 * $1 }
      q = zip(q, half).map { $0 + h * $1 }
      v = zip(half, pull(q)).map { $0 + h / 2 * $1 }
    }
    let problem = Problem(initial: [Self.start], times: [0, 2 * h], parameters: [1])
    let solver = try problem.solver(KeplerField<Double>(), SolveOptions(method: .leapfrog, control: .fixed(step: h)))
    try solver.run([1])
    #expect(distance(solver.state(0, 1), q + v) < 1e-14)
  }

  /// The map from start to end, differentiated exactly, leaves the symplectic form as it is; the midpoint rule does
  /// not.
  @Test("The leapfrog is symplectic") func isSymplectic() throws {
    func defect(_ method: Method) throws -> Double {
      let problem = Problem(initial: [Self.start], times: [0, 2], parameters: [1])
      let solver = try problem.solver(
        KeplerField<Double>(), SolveOptions(method: method, control: .fixed(step: 0.04)), gradient: .discrete)
      let jacobian = try (0..<4).map { row in
        try solver.run([1])
        solver.weigh { _, k, i in k == 1 && i == row ? 1 : 0 }
        _ = try solver.parameterGradient([1])
        return (0..<4).map { Double(solver.initialCotangent[$0, 0]) }
      }
      func form(_ x: [Double], _ y: [Double]) -> Double {
        x[0] * y[2] + x[1] * y[3] - x[2] * y[0] - x[3] * y[1]
      }
      var worst = 0.0
      for i in 0..<4 {
        for j in 0..<4 {
          let unit = form((0..<4).map { $0 == i ? 1 : 0 }, (0..<4).map { $0 == j ? 1 : 0 })
          worst = max(worst, abs(form(jacobian.map { $0[i] }, jacobian.map { $0[j] }) - unit))
        }
      }
      return worst
    }
    #expect(try defect(.leapfrog) < 1e-12)
    #expect(try defect(.midpoint) > 1e-3)
  }

  /// Solved back from the end, it arrives where it started.
  @Test("Retraces its steps") func retracesItsSteps() throws {
    let options = SolveOptions(method: .leapfrog, control: .fixed(step: 0.02))
    let forth = try Problem(initial: [Self.start], times: [0, 10], parameters: [1])
      .solver(KeplerField<Double>(), options)
    try forth.run([1])
    let back = try Problem(initial: [forth.state(0, 1)], times: [10, 0], parameters: [1])
      .solver(KeplerField<Double>(), options)
    try back.run([1])
    #expect(distance(back.state(0, 1), Self.start) < 1e-11)
  }

  /// Order two on a field of second order and on one that mixes all rows, for steps and dense output.
  @Test("Converges with its order") func convergesWithItsOrder() throws {
    let steps = (0..<5).map { 0.05 / pow(2, Double($0)) }
    var swirl: (end: [Double], inside: [Double]) = ([], [])
    var fall: (end: [Double], inside: [Double]) = ([], [])
    for h in steps {
      let times = [0, 0.4 + 0.37 * h, 1]
      let options = SolveOptions(method: .leapfrog, control: .fixed(step: h))
      let turn = Problem(initial: [[1.3, 0.4]], times: times, parameters: [0.9])
      let turned = try turn.solver(ClosureField<Double>.swirl, options)
      try turned.run(turn.parameters)
      func exact(_ t: Double) -> [Double] {
        let angle = 0.9 * (1.3 * 1.3 + 0.4 * 0.4) * t
        return [cos(angle) * 1.3 - sin(angle) * 0.4, sin(angle) * 1.3 + cos(angle) * 0.4]
      }
      swirl.inside.append(distance(turned.state(0, 1), exact(times[1])))
      swirl.end.append(distance(turned.state(0, 2), exact(1)))
      // q'' = -q + 2 cos t from rest at 0: q = t sin t.
      let drive = Problem(initial: [[0, 0]], times: times, parameters: [1, 2])
      let driven = try drive.solver(ClosureField<Double>.driven, options)
      try driven.run(drive.parameters)
      func resonance(_ t: Double) -> [Double] { [t * sin(t), sin(t) + t * cos(t)] }
      fall.inside.append(distance(driven.state(0, 1), resonance(times[1])))
      fall.end.append(distance(driven.state(0, 2), resonance(1)))
    }
    for errors in [swirl.end, swirl.inside, fall.end, fall.inside] {
      let found = derivative(steps, errors)
      #expect(found > 1.85 && found < 2.3, "\(found)")
    }
  }

  @Test("Refuses a state without halves") func refusesAStateWithoutHalves() throws {
    let problem = Problem(initial: [[1]], times: [0, 1], parameters: [1])
    let error = #expect(throws: SolverError.self) {
      _ = try problem.solver(
        ClosureField<Double>.hyperbola, SolveOptions(method: .leapfrog, control: .fixed(step: 0.1)))
    }
    #expect(error?.kind == .oddState)
    #expect(error?.description.contains("velocities") == true)
  }
}
