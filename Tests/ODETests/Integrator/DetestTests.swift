import Foundation
import ODE
import Testing

/// The test set DETEST (Hull, Enright, Fellen and Sedgwick, SIAM Journal on Numerical Analysis 9 (1972) 603-637) at
/// t = 20.
@Suite struct DetestTests {
  struct Problem: Sendable {
    let name: String
    let initial: [Double]
    /// The error at the end over the tolerance that is allowed: the growth of errors over the interval.
    let multiple: Double
    let value: @Sendable (_ t: Double, _ y: [Double]) -> [Double]
  }

  /// States at the end, computed by `Fixtures/make_detest.py` with 30 digits.
  static func truth() throws -> [String: [Double]] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/detest.json")
    return try JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: url))
  }

  /// Two tolerances for a method: those of low order would take too many steps at a tight one.
  static func tolerances(_ method: Method) -> [Double] {
    let tightest = method.multistep != nil ? 1e-9 : [2: 1e-5, 3: 1e-7][method.order] ?? 1e-9
    return [1e3 * tightest, tightest].map { $0 / SolverTests.leniency(method) }
  }

  static func control(_ tolerance: Double) -> StepControl {
    .adaptive(AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance))
  }

  /// The part of a method's errors that the bounds of the problems were not made for.
  ///
  /// An Adams method's steps are many and their errors add up. The Adams methods of VODE and LSODA (SciPy 1.17) exceed
  /// the bounds at these tolerances in 13 and 9 of the 46 solves, by up to 17 and 8 times (C2 apart, which LSODA
  /// residuals).
  ///
  /// The estimates of explicit pairs are several times what a step errs by; those of diagonally implicit pairs and of
  /// the linearly implicit one of order 3 are closer to it, that of `esdirk4` and those of the additive ones, which do
  /// not see how their two parts err together, closer still.
  static func laxity(_ method: Method) -> Double {
    if method.tableau.isSplit { return 12 }
    if method == .esdirk4 { return 6 }
    return method.multistep != nil || method.tableau.isDiagonallyImplicit || method == .ros34pw2 ? 4 : 1
  }

  @Test("Errors stay near the tolerance", arguments: Method.adaptiveThroughJumps) func meetsTolerance(_ name: String)
    throws
  {
    let method = try #require(Method(named: name))
    let truth = try Self.truth()
    #expect(Set(truth.keys) == Set(Self.problems.map(\.name)))
    for problem in Self.problems {
      let expected = try #require(truth[problem.name])
      let field = FunctionField<Double>(stateCount: problem.initial.count, value: problem.value)
      for tolerance in Self.tolerances(method) {
        let options = SolveOptions(method: method, control: Self.control(tolerance), maximumSteps: 1_000_000)
        let end = try field.solve(problem.initial, [0, 20], options).states[1]
        let error = zip(end, expected).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? .nan
        let ratio = error / (tolerance * SolverTests.leniency(method))
        #expect(ratio < problem.multiple * Self.laxity(method), "\(name) \(problem.name) at \(tolerance): \(ratio)")
      }
    }
  }

  /// Problems whose solutions fall back to something that stands or circles: an auxiliary state swings up there
  /// instead.
  static let decaying: Set = ["A1", "A2", "B1", "B2", "B3", "C1", "C2", "C3", "C4", "E2"]

  /// Methods with an auxiliary state meet the tolerance wherever nothing decays; where something does they end in an
  /// error, or, where it decays slowly, within ten times the bound.
  @Test("Meets tolerance reversibly", arguments: [Method.alf, .reversibleHeun].map(\.name))
  func meetsToleranceReversibly(_ name: String) throws {
    let method = try #require(Method(named: name))
    let truth = try Self.truth()
    for problem in Self.problems {
      let expected = try #require(truth[problem.name])
      let field = FunctionField<Double>(stateCount: problem.initial.count, value: problem.value)
      // At the tighter tolerance 20 time units on an orbit of eccentricity 0.9 are too many for methods of order 2.
      for tolerance in Self.tolerances(method).prefix(problem.name == "D5" ? 1 : 2) {
        var control = AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)
        // The near point of that orbit leaves the auxiliary state of `alf` swinging so that its usual controller finds
        // no way out.
        if problem.name == "D5" && method == .alf { control.controller = .proportionalIntegral }
        let options = SolveOptions(method: method, control: .adaptive(control), maximumSteps: 100_000)
        do {
          let end = try field.solve(problem.initial, [0, 20], options).states[1]
          let error = zip(end, expected).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? .nan
          let laxity = problem.name == "A2" ? 10.0 : 1
          #expect(error < laxity * tolerance * problem.multiple, "\(name) \(problem.name) at \(tolerance): \(error)")
        } catch let error as SolverError {
          #expect(Self.decaying.contains(problem.name), "\(name) \(problem.name) at \(tolerance): \(error)")
        }
      }
    }
  }

  /// The set is not stiff; methods for stiff fields, or for a stiff part of a field, meet the tolerance there too.
  @Test("Meets tolerance implicitly", arguments: (Method.implicit + Method.additive).map(\.name))
  func meetsToleranceImplicitly(_ name: String) throws {
    let method = try #require(Method(named: name))
    let truth = try Self.truth()
    for problem in Self.problems {
      let expected = try #require(truth[problem.name])
      let field = DifferencedField(field: FunctionField(stateCount: problem.initial.count, value: problem.value))
      for tolerance in Self.tolerances(method) {
        let start = ODETests.Problem(initial: [problem.initial], times: [0, 20], parameters: [])
        let solver = try start.solver(field, SolveOptions(method: method, control: Self.control(tolerance)))
        try solver.run([0])
        let error = zip(solver.state(0, 1), expected).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? .nan
        let ratio = error / (tolerance * SolverTests.leniency(method))
        #expect(ratio < problem.multiple * Self.laxity(method), "\(name) \(problem.name) at \(tolerance): \(ratio)")
      }
    }
  }

  /// The restricted three-body problem's orbit of Arenstorf returns to its start (Hairer, Norsett and Wanner, I, II.0).
  @Test(
    "Closes arenstorf orbit",
    arguments: Method.explicit.filter { $0.isAdaptive && ($0.order >= 5 || $0.multistep != nil) }.map(\.name))
  func closesArenstorfOrbit(_ name: String) throws {
    let method = try #require(Method(named: name))
    let moon = 0.012277471
    let field = FunctionField<Double>(stateCount: 4) { _, y in
      let earth = 1 - moon
      let d1 = pow((y[0] + moon) * (y[0] + moon) + y[1] * y[1], 1.5)
      let d2 = pow((y[0] - earth) * (y[0] - earth) + y[1] * y[1], 1.5)
      return [
        y[2], y[3], y[0] + 2 * y[3] - earth * (y[0] + moon) / d1 - moon * (y[0] - earth) / d2,
        y[1] - 2 * y[2] - earth * y[1] / d1 - moon * y[1] / d2,
      ]
    }
    let start = [0.994, 0, 0, -2.00158510637908252240537862224]
    for tolerance in [1e-9, 1e-11] {
      let options = SolveOptions(method: method, control: Self.control(tolerance))
      let end = try field.solve(start, [0, 17.0652165601579625588917206249], options).states[1]
      // Each close passage of the moon multiplies errors.
      #expect(distance(end, start) < 5e4 * tolerance, "\(name) at \(tolerance): \(distance(end, start))")
    }
  }
}
