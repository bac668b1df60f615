import Foundation
import Kernels
import Testing

@testable import ODE

/// The discrete gradient of additive methods on a stiff problem against the derivative of the same steps in 50 digits.
///
/// That it is exact on other fields, in both steppings, replayed within a byte budget and through events, is what
/// `GradientTests`, `TangentTests` and `EventTests` show of all methods.
@Suite struct AdditiveGradientTests {
  /// Van der Pol's oscillator, its stiff term apart from what drives it: `y1' = y2 + p1 y1 t / 2`,
  /// `y2' = p0 ((1 - y1^2) y2 - y1) + p1 sin(t) y1`.
  static let field: ClosureField<Double> = {
    func part(_ stiff: Double, _ other: Double) -> ClosureField<Double> {
      ClosureField(
        stateCount: 2, parameterCount: 2,
        value: { t, y, p in
          [
            other * (y[1] + p[1] * y[0] * t / 2),
            stiff * p[0] * ((1 - y[0] * y[0]) * y[1] - y[0]) + other * p[1] * sin(t) * y[0],
          ]
        },
        jacobian: { t, y, p in
          [
            [other * p[1] * t / 2, other],
            [
              stiff * p[0] * (-2 * y[0] * y[1] - 1) + other * p[1] * sin(t), stiff * p[0] * (1 - y[0] * y[0]),
            ],
          ]
        },
        parameterJacobian: { t, y, _ in
          [[0, other * y[0] * t / 2], [stiff * ((1 - y[0] * y[0]) * y[1] - y[0]), other * sin(t) * y[0]]]
        },
        timeDerivative: { t, y, p in [other * p[1] * y[0] / 2, other * p[1] * cos(t) * y[0]] })
    }
    var whole = part(1, 1)
    whole.parts = [part(1, 0), part(0, 1)]
    return whole
  }()

  /// The loss and its derivatives by both initial states, both parameters and all four times, computed with mpmath in
  /// 50 digits: ten steps by the tableaus of this package, the stages solved to 1e-44, differences of fourth order with
  /// a step of 1e-15.
  static let references: [String: (loss: Double, gradient: [Double])] = [
    "kencarp3": (
      3.3803204808906804,
      [
        1.5595600116188044, -0.196141416203444, 2.0202593139851156e-05, 0.036067923754000544, 0.8636735774737075,
        -0.4994169962565206, -0.08270918577944923, -0.15546981935655502,
      ]
    ),
    "kencarp4": (
      3.3804907955302173,
      [
        1.5592008306025034, -0.1968396562946923, 2.0885008351670474e-05, 0.036049491180258464, 0.8427593248314996,
        -0.5023527880276693, -0.06790854145276431, -0.14670581628954754,
      ]
    ),
    "kencarp5": (
      3.3803811838777826,
      [
        1.5588695810668363, -0.19582967944669122, 2.0414666358444726e-05, 0.03598769961674844, 0.8369305695260738,
        -0.4999518249699419, -0.06558102002852619, -0.14547658826240914,
      ]
    ),
  ]

  @Test("Matches fifty digits", arguments: AdditiveMethodTests.names, Stepping.allCases)
  func matchesFiftyDigits(_ name: String, _ stepping: Stepping) throws {
    try FiftyDigits.check(name, stepping, Self.field, try #require(Self.references[name]))
  }

  /// With chosen steps the gradient converges to that of the solution as the tolerance falls.
  @Test("Agrees with tight tolerance", arguments: AdditiveMethodTests.names) func agreesWithTightTolerance(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    let problem = Problem(initial: [[2, -0.66]], times: [0, 0.5], parameters: [100, 0.5])
    func gradient(_ method: Method, _ tolerance: Double) throws -> [Double] {
      let control = AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)
      let solver = try problem.solver(
        Self.field, SolveOptions(method: method, control: .adaptive(control)), gradient: .discrete)
      try solver.run(problem.parameters)
      solver.weigh { _, _, row in row == 0 ? 1 : 0.5 }
      return try solver.parameterGradient(problem.parameters).0
    }
    let truth = try gradient(.esdirk5, 1e-11)
    let (coarse, fine) = try (gradient(method, 1e-5), gradient(method, 1e-8))
    for i in 0..<2 {
      let (far, near) = (abs(coarse[i] / truth[i] - 1), abs(fine[i] / truth[i] - 1))
      #expect(far < 3e-2 && near < 3e-4 && near < far, "\(name) \(i): \(far) \(near)")
    }
  }

  /// In single precision the gradient is that of double precision within the type's resolution.
  @Test("Works in single precision", arguments: AdditiveMethodTests.names) func worksInSinglePrecision(_ name: String)
    throws
  {
    let method = try #require(Method(named: name))
    let problem = Problem(initial: [[0.7], [0.3]], times: [0, 0.5, 1], parameters: [0.3])
    let options = SolveOptions(method: method, control: .fixed(step: 0.1))
    let single = try problem.solver(ClosureField<Float>.hyperbola, options, gradient: .discrete)
    let double = try problem.solver(ClosureField<Double>.hyperbola, options, gradient: .discrete)
    try single.run(problem.parameters)
    try double.run(problem.parameters)
    single.weigh { _, _, _ in 1 }
    double.weigh { _, _, _ in 1 }
    let (g, _) = try single.parameterGradient(problem.parameters)
    let (h, _) = try double.parameterGradient(problem.parameters)
    #expect(abs(g[0] / h[0] - 1) < 2e-5, "\(name): \(g) \(h)")
  }
}
