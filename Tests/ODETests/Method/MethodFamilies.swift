import Testing

@testable import ODE

extension Method {
  /// The methods that ask for no state with halves and no field with parts.
  static let ofAnyState = all.filter { $0.tableau.partition == nil && !$0.tableau.isSplit }
  /// The methods that treat the parts of a field apart.
  static let additive = all.filter(\.tableau.isSplit)
  /// Those of them whose stages are evaluations.
  static let explicit = ofAnyState.filter { !$0.tableau.isImplicit }
  /// The methods that need no iteration.
  static let direct = ofAnyState.filter { !$0.tableau.isDiagonallyImplicit }
  /// The methods that go through jumps of a field as a whole.
  static let throughJumps = ofAnyState.filter { !$0.isReversible }
  /// The names of those of them that choose their own steps and are explicit.
  static let adaptiveThroughJumps = throughJumps.filter { $0.isAdaptive && !$0.tableau.isImplicit }.map(\.name)
  /// The names of the explicit methods that carry nothing from step to step and treat all rows alike.
  static let oneStep = all.filter(\.canBeCoupled).map(\.name)
}

/// A reversible method with a name for test reports.
struct ReversibleCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var method: Method

  /// Methods that are reversible on every field.
  static let onAnyField = [
    ReversibleCase(testDescription: "alf", method: .alf),
    ReversibleCase(testDescription: "damped alf", method: .alf(damping: 0.9)),
    ReversibleCase(testDescription: "reversibleHeun", method: .reversibleHeun),
    ReversibleCase(testDescription: "coupled euler", method: .euler.coupled(0.9)),
    ReversibleCase(testDescription: "coupled heun2", method: .heun2.coupled(0.99)),
    ReversibleCase(testDescription: "coupled rk4", method: .rk4.coupled()),
    ReversibleCase(testDescription: "coupled bosh3", method: .bosh3.coupled()),
    ReversibleCase(testDescription: "coupled dopri5", method: .dopri5.coupled()),
    ReversibleCase(testDescription: "coupled vern7", method: .vern7.coupled()),
  ]

  /// All, for fields whose positions and velocities drive each other.
  static let all = onAnyField + [ReversibleCase(testDescription: "leapfrog", method: .leapfrog)]
}
