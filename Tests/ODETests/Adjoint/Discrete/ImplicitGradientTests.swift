import Foundation
import Kernels
import Testing

@testable import ODE

/// The discrete gradient of implicit methods on a stiff problem against the derivative of the same steps in 50 digits.
@Suite struct ImplicitGradientTests {
  /// Van der Pol's oscillator with a season: `y2' = p0 ((1 - y1^2) y2 - y1) + p1 sin t`.
  static let field = ClosureField<Double>(
    stateCount: 2, parameterCount: 2,
    value: { t, y, p in [y[1], p[0] * ((1 - y[0] * y[0]) * y[1] - y[0]) + p[1] * sin(t)] },
    jacobian: { _, y, p in [[0, 1], [p[0] * (-2 * y[0] * y[1] - 1), p[0] * (1 - y[0] * y[0])]] },
    parameterJacobian: { t, y, _ in [[0, 0], [(1 - y[0] * y[0]) * y[1] - y[0], sin(t)]] },
    timeDerivative: { t, _, p in [0, p[1] * cos(t)] },
    second: { t, y, p, at in
      let (v, w) = (at.v, at.w[1])
      return BilinearGradient(
        state: [-2 * p[0] * w * (y[1] * v[0] + y[0] * v[1]), -2 * p[0] * w * y[0] * v[0]],
        time: -p[1] * sin(t) * w * at.s,
        parameters: [
          w * ((-2 * y[0] * y[1] - 1) * v[0] + (1 - y[0] * y[0]) * v[1]), w * cos(t) * at.s,
        ])
    })

  /// The loss and its derivatives by both initial states, both parameters and all four times, computed with mpmath in
  /// 50 digits: ten steps by the tableaus of this package, the stages solved to 1e-44, differences of fourth order with
  /// a step of 1e-15.
  static let references: [String: (loss: Double, gradient: [Double])] = [
    "kvaerno3": (
      3.3662997638443337,
      [
        1.349939458001006, -0.1973433408450798, 4.296059017434482e-05, -0.001250934285653048, 0.6991474306885642,
        -0.550332187640317, -0.10636300793861783, -0.04277835673383373,
      ]
    ),
    "esdirk4": (
      3.3662909202112195,
      [
        1.349595185028817, -0.19652307246297454, 4.294161094537201e-05, -0.0012507130031364107, 0.6999156223424575,
        -0.5502852126161681, -0.10694260529929143, -0.043015115840176435,
      ]
    ),
    "esdirk5": (
      3.366291685541195,
      [
        1.3495616528863468, -0.19647094749631117, 4.293427645304576e-05, -0.001250718083251612, 0.6998153587102828,
        -0.5502816346847585, -0.10688489729531248, -0.04297623030931753,
      ]
    ),
    "ros34pw2": (
      3.3663036494069836,
      [
        1.3504421641042805, -0.19849790383563415, 4.299291175453458e-05, -0.0012511625438173801, 0.6985190473669647,
        -0.5504596657643884, -0.10577456513732027, -0.042609224408515195,
      ]
    ),
    "rodas5p": (
      3.3662948900555327,
      [
        1.3493762277320418, -0.19615966283682928, 4.297651910433458e-05, -0.0012507431697039123, 0.6993981633990245,
        -0.5502882037244218, -0.10664091470193711, -0.042796993757945836,
      ]
    ),
  ]

  @Test("Matches fifty digits", arguments: Method.implicit.map(\.name), Stepping.allCases)
  func matchesFiftyDigits(_ name: String, _ stepping: Stepping) throws {
    try FiftyDigits.check(name, stepping, Self.field, try #require(Self.references[name]))
  }

  /// With chosen steps the gradient converges to that of the solution as the tolerance falls.
  @Test("Agrees with tight tolerance", arguments: Method.implicit.map(\.name)) func agreesWithTightTolerance(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    let problem = Problem(initial: [[2, -0.66]], times: [0, 0.2, 0.5], parameters: [100, 0.5])
    var gradients: [[Double]] = []
    let tolerances = [1e-5, 1e-7, 1e-10]
    for tolerance in tolerances {
      let control = AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)
      let solver = try problem.solver(
        Self.field, SolveOptions(method: method, control: .adaptive(control)), gradient: .discrete)
      try solver.run(problem.parameters)
      solver.weigh { _, _, row in row == 0 ? 1 : 0.5 }
      let (gradient, statistics) = try solver.parameterGradient(problem.parameters)
      gradients.append(gradient)
      #expect(statistics.linearSolves > 0 && statistics.factorizations > 0)
    }
    for i in 0..<2 {
      let coarse = abs(gradients[0][i] / gradients[2][i] - 1)
      let fine = abs(gradients[1][i] / gradients[2][i] - 1)
      #expect(coarse < 1e-2 && fine < 1e-4 && fine < coarse, "\(name) \(i): \(coarse) \(fine)")
    }
  }

  /// In single precision the gradient is that of double precision within the type's resolution.
  @Test("Works in single precision", arguments: Method.implicit.map(\.name)) func worksInSinglePrecision(_ name: String)
    throws
  {
    let method = try #require(Method(named: name))
    let problem = Problem(initial: [[0.7], [0.3]], times: [0, 0.5, 1], parameters: [0.3])
    let options = SolveOptions(
      method: method, control: .adaptive(AdaptiveControl(relativeTolerance: 1e-4, absoluteTolerance: 1e-4)))
    let single = try problem.solver(ClosureField<Float>.hyperbola, options, gradient: .discrete)
    let double = try problem.solver(ClosureField<Double>.hyperbola, options, gradient: .discrete)
    try single.run(problem.parameters)
    try double.run(problem.parameters)
    single.weigh { _, _, _ in 1 }
    double.weigh { _, _, _ in 1 }
    let (g, _) = try single.parameterGradient(problem.parameters)
    let (h, _) = try double.parameterGradient(problem.parameters)
    #expect(abs(g[0] / h[0] - 1) < 2e-5, "\(name): \(g) \(h)")
    #expect(abs(single.state(0, 2)[0] - 1 / (1 / 0.7 + 0.45)) < 1e-4)
  }

  /// Samples that need more iterations change no bit of another one's gradient: each stage's tape is that of where it
  /// came to rest.
  @Test("Company changes no bit", arguments: Method.implicit.map(\.name)) func companyChangesNoBit(_ name: String)
    throws
  {
    let starts = [[2.0, 0], [0.3, -0.9], [1.4, 2.5], [-2.2, 0.1], [0.01, 0.02]]
    let options = SolveOptions(
      method: try #require(Method(named: name)), control: .fixed(step: 0.04), stepping: .sample)
    func cotangents(_ starts: [[Double]]) throws -> [[Double]] {
      let problem = Problem(initial: starts, times: [0, 0.13, 0.4], parameters: [6, 0.5])
      let solver = try problem.solver(Self.field, options, gradient: .discrete)
      try solver.run(problem.parameters)
      solver.weigh { _, k, row in 1 + 0.5 * Double(k) - 0.3 * Double(row) }
      _ = try solver.parameterGradient(problem.parameters)
      return starts.indices.map { s in (0..<2).map { solver.initialCotangent[$0, s] } }
    }
    let together = try cotangents(starts)
    for (s, start) in starts.enumerated() { #expect(try cotangents([start])[0] == together[s], "\(name) \(s)") }
  }
}
