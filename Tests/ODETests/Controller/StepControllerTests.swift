import Foundation
import Testing

@testable import ODE

/// Controllers against the formulas of their sources, written out.
@Suite struct StepControllerTests {
  /// `(name, error ratios of this step and the two before, order) -> factor`, each formula as its source has it.
  static let formulas: [(String, @Sendable (Double, Double, Double, Double) -> Double)] = [
    // Hairer, Norsett and Wanner I, II.4 (4.13).
    ("i", { q, _, _, k in 0.9 * pow(1 / q, 1 / k) }),
    // Hairer and Wanner II, IV.2 (2.43) with alpha = 0.7 / k, beta = 0.4 / k.
    ("pi", { q, q1, _, k in 0.9 * pow(1 / q, 0.7 / k) * pow(q1, 0.4 / k) }),
    // ARKODE's documentation, "PID controller": k1 = 0.58, k2 = 0.21, k3 = 0.1.
    ("pid", { q, q1, q2, k in 0.9 * pow(q, -0.58 / k) * pow(q1, 0.21 / k) * pow(q2, -0.1 / k) }),
  ]

  @Test("Factors are as published") func factorsAreAsPublished() throws {
    #expect(Set(Self.formulas.map(\.0)) == Set(StepController.all.map(\.name)))
    for (name, formula) in Self.formulas {
      let controller = try #require(StepController(named: name))
      for (q, q1, q2) in [(0.5, 0.9, 0.2), (0.9, 0.3, 0.7), (0.04, 1, 1), (1, 0.5, 0.01)] {
        for k in [2.0, 5, 8] {
          let found = controller.factor(accepted: q, q1, q2, order: k)
          #expect(abs(found - formula(q, q1, q2, k)) < 1e-14 * found, "\(name) \(q) \(q1) \(q2) \(k)")
        }
      }
    }
  }

  /// Factors stay within their limits; a rejected step shrinks, by its own error alone.
  @Test("Factors are bounded", arguments: StepController.all.map(\.name)) func factorsAreBounded(_ name: String) throws
  {
    let controller = try #require(StepController(named: name))
    #expect(controller.factor(accepted: 0, 1, 1, order: 5) == 10)
    #expect(controller.factor(accepted: 1e-30, 1, 1, order: 2) == 10)
    #expect(controller.factor(accepted: 1, 1e-30, 1e30, order: 2) >= 0.2)
    #expect(abs(controller.factor(rejected: 32, order: 5) - 0.45) < 1e-15)
    #expect(controller.factor(rejected: 1.0001, order: 5) < 1)
    #expect(controller.factor(rejected: 1e30, order: 5) == 0.2)
    #expect(controller.factor(rejected: .infinity, order: 5) == 0.2)
    #expect(controller.factor(rejected: .nan, order: 5) == 0.2)
  }
}
