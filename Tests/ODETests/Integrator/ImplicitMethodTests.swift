import Foundation
import Testing

@testable import ODE

/// The implicit methods by their coefficients, on closed forms and on stiff model problems.
@Suite struct ImplicitMethodTests {
  static let names = Method.implicit.map(\.name)
  static let diagonal = Method.diagonallyImplicit.map(\.name)
  /// The additive methods with them, as they treat a stiff part.
  static let allNames = names + AdditiveMethodTests.names

  // MARK: Coefficients

  /// The step ends with the last stage, and every stage is of order 2.
  @Test("Is stiffly accurate", arguments: diagonal) func isStifflyAccurate(_ name: String) throws {
    let t = try #require(Method(named: name)).tableau
    let last = t.stages - 1
    #expect(t.row(last) == t.b)
    for i in 1...last {
      let sum = zip(t.row(i), t.c).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(sum - t.c[i] * t.c[i] / 2) < 4e-16, "\(name) \(i): \(sum)")
    }
  }

  /// The last stage but one of kvaerno3 is the embedded solution.
  @Test("Kvaerno ends twice") func kvaernoEndsTwice() {
    let t = Method.kvaerno3.tableau
    let last = t.stages - 1
    for j in 0...last { #expect(abs(t.b[j] - (j < last ? t.row(last - 1)[j] : 0) - t.e[j]) < 1e-15, "\(j)") }
  }

  static let linear = Method.implicit.filter(\.tableau.isLinearlyImplicit).map(\.name)

  /// The step of a linearly implicit method ends with its last stage, and is then damped to nothing at infinity.
  @Test("Ends with its last stage", arguments: linear) func endsWithItsLastStage(_ name: String) throws {
    let t = try #require(Method(named: name)).tableau
    for (j, weight) in t.linearMatrix[t.stages - 1].enumerated() {
      #expect(abs(weight - t.b[j]) < 1e-15, "\(name) \(j)")
    }
    #expect(t.b[0] == 0 && t.a.allSatisfy { $0.first ?? 0 == 0 })
  }

  /// The last stage of rodas5p starts from the embedded solution, and that is the stage before.
  @Test("Rodas ends twice") func rodasEndsTwice() {
    let t = Method.rodas5p.tableau
    let last = t.stages - 1
    for j in 0..<last {
      let embedded = t.b[j] - t.e[j]
      #expect(abs(embedded - t.a[last][j]) < 1e-15 && abs(embedded - t.linearMatrix[last - 1][j]) < 1e-15, "\(j)")
    }
    #expect(t.e[last] == t.b[last])
  }

  /// At infinity the step damps to nothing, the embedded solution does not grow, and dense output stays bounded.
  @Test("Damps at infinity", arguments: allNames) func dampsAtInfinity(_ name: String) throws {
    let t = try #require(Method(named: name)).tableau.stiffPart
    // The stages of y' = z y from 1 in the limit of infinite z: their equations without the term that is not multiplied
    // by z.
    var limits = [1.0]
    for i in 1..<t.stages {
      limits.append(-zip(t.below[i], limits).reduce(0) { $0 + $1.0 * $1.1 } / t.diagonal)
    }
    #expect(abs(limits[t.stages - 1]) < 1e-14, "\(name): \(limits)")
    #expect(abs(zip(t.e, limits).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-13, "\(name)")
    #expect(abs(t.embeddedAtInfinity) < 1)
    for theta in stride(from: 0.05, through: 1, by: 0.05) {
      // The coefficient of z in the dense output.
      let weights = t.dense.map { $0.enumerated().reduce(0) { $0 + $1.1 * pow(theta, Double($1.0 + 1)) } }
      let growth = zip(weights, limits).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(growth) < 1e-13, "\(name) \(theta): \(growth)")
    }
  }

  /// Dense output of the two ESDIRK pairs leaves `(1 - theta)^2` of an infinitely stiff decay.
  @Test("Decays between steps", arguments: [Method.esdirk4, .esdirk5].map(\.name)) func decaysBetweenSteps(
    _ name: String
  ) throws {
    var t = try #require(Method(named: name)).tableau
    for theta in stride(from: 0, through: 1, by: 0.125) {
      let weights = (0..<t.stages).map { t.denseWeight($0, at: theta) }
      // The dense output in the place of the embedded solution.
      t = Tableau(a: t.a, diagonal: t.diagonal, b: t.b, c: t.c, e: zip(t.b, weights).map(-), dense: t.dense)
      #expect(abs(t.embeddedAtInfinity - (1 - theta) * (1 - theta)) < 1e-12, "\(name) \(theta)")
    }
  }

  /// Dense output of `esdirk5` does not see what infinitely stiff stages that follow a slow solution miss, that of the
  /// others does.
  ///
  /// Their derivatives are off by its third derivative times `h^2 / 2 v` with `A v = c^3 / 3 - A c^2` (Prothero and
  /// Robinson 1974).
  @Test("Stays with a slow solution", arguments: Method.diagonallyImplicit.map(\.name)) func staysWithASlowSolution(
    _ name: String
  ) throws {
    let t = try #require(Method(named: name)).tableau
    var defects = [0.0]
    for i in 1..<t.stages {
      let missing = t.c[i] * t.c[i] * t.c[i] / 3 - zip(t.row(i), t.c).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
      defects.append((missing - zip(t.a[i], defects).reduce(0) { $0 + $1.0 * $1.1 }) / t.diagonal)
    }
    for theta in [0.2, 0.5, 0.8] {
      let seen = zip(t.dense.indices, defects).reduce(0) { $0 + t.denseWeight($1.0, at: theta) * $1.1 }
      #expect(name == "esdirk5" ? abs(seen) < 1e-14 : abs(seen) > 1e-4, "\(name) \(theta): \(seen)")
    }
  }

  /// On the imaginary axis the stability function stays within the unit circle: with no poles to the left the method is
  /// A-stable.
  @Test("Is stable on the imaginary axis", arguments: allNames) func isStableOnTheImaginaryAxis(_ name: String) throws {
    let t = try #require(Method(named: name)).tableau.stiffPart
    for power in stride(from: -3.0, through: 6, by: 0.01) {
      let y = pow(10, power)
      // 1 / (1 - i y diagonal)
      let size = 1 + y * y * t.diagonal * t.diagonal
      var (re, im) = ([1.0], [0.0])
      for i in 1..<t.stages {
        let sumRe = zip(t.below[i], re).reduce(0) { $0 + $1.0 * $1.1 }
        let sumIm = zip(t.below[i], im).reduce(0) { $0 + $1.0 * $1.1 }
        let (top, side) = (1 - y * sumIm, y * sumRe)
        re.append((top - y * t.diagonal * side) / size)
        im.append((side + y * t.diagonal * top) / size)
      }
      #expect(hypot(re[t.stages - 1], im[t.stages - 1]) < 1 + 1e-12, "\(name) at \(y)")
    }
  }

  // MARK: Convergence

  @Test("Converges on a closed form", arguments: diagonal) func convergesOnAClosedForm(_ name: String) throws {
    let method = try #require(Method(named: name))
    var errors: [Double] = []
    var denseErrors: [Double] = []
    let steps = (0..<5).map { 0.1 / pow(2, Double($0)) }
    func exact(_ t: Double) -> Double { 1 / (1 / 2.0 + 0.5 * ((1 + t) * (1 + t) - 1)) }
    for h in steps {
      let inner = 0.4 + 0.37 * h
      let problem = Problem(initial: [[2]], times: [0, inner, 1], parameters: [1])
      let solver = try problem.solver(
        ClosureField<Double>.hyperbola, SolveOptions(method: method, control: .fixed(step: h)))
      try solver.run(problem.parameters)
      errors.append(abs(solver.state(0, 2)[0] - exact(1)))
      denseErrors.append(abs(solver.state(0, 1)[0] - exact(inner)))
    }
    let found = derivative(steps, errors)
    #expect(found > Double(method.order) - 0.2 && found < Double(method.order) + 0.3, "\(name): \(found)")
    let dense = derivative(steps, denseErrors)
    #expect(dense > Double(min(method.denseOrder + 1, method.order)) - 0.3, "\(name): dense \(dense)")
  }

  /// Prothero and Robinson's problem `y' = l (y - g(t)) + g'(t)`: for a step far above the time constant the error is
  /// at least of the stages' order, and nothing but round-off for an infinitely stiff one.
  @Test("Follows a slow solution", arguments: names) func followsASlowSolution(_ name: String) throws {
    let method = try #require(Method(named: name))
    for rate in [-1e4, -1e9] {
      let field = ClosureField<Double>(
        stateCount: 1, parameterCount: 0, value: { t, y, _ in [rate * (y[0] - sin(t + 0.8)) + cos(t + 0.8)] },
        jacobian: { _, _, _ in [[rate]] }, parameterJacobian: { _, _, _ in [[]] },
        timeDerivative: { t, _, _ in [-rate * cos(t + 0.8) - sin(t + 0.8)] })
      var errors: [Double] = []
      let steps = [0.1, 0.05, 0.025]
      for h in steps {
        let problem = Problem(initial: [[sin(0.8)]], times: [0, 0.512, 1], parameters: [])
        let solver = try problem.solver(field, SolveOptions(method: method, control: .fixed(step: h)))
        try solver.run([0])
        errors.append(abs(solver.state(0, 2)[0] - sin(1.8)))
        #expect(abs(solver.state(0, 1)[0] - sin(1.312)) < 2e-3 * h)
      }
      if rate == -1e4 {
        #expect(errors[0] < 1e-6 && derivative(steps, errors) > (name == "esdirk4" ? 1.75 : 1.8), "\(name): \(errors)")
      } else {
        #expect(errors[0] < 1e-11, "\(name): \(errors)")
      }
    }
  }

  /// A start off the slow solution decays within one large step, in dense output as well, where explicit methods
  /// explode.
  @Test("Damps a transient", arguments: names) func dampsATransient(_ name: String) throws {
    let method = try #require(Method(named: name))
    let field = ClosureField<Float>(
      stateCount: 1, parameterCount: 0, value: { _, y, _ in [-1e5 * y[0]] }, jacobian: { _, _, _ in [[-1e5]] },
      parameterJacobian: { _, _, _ in [[]] }, timeDerivative: { _, _, _ in [0] })
    let problem = Problem(initial: [[1]], times: [0, 0.5, 1], parameters: [])
    let solver = try problem.solver(field, SolveOptions(method: method, control: .fixed(step: 1)))
    try solver.run([0])
    #expect(abs(solver.state(0, 1)[0]) < 1 && abs(solver.state(0, 2)[0]) < 1e-3)
  }
}
