/// A method: its name, its orders and its published coefficients.
public struct Method: Sendable, Equatable {
  /// The name in job files.
  public let name: String
  /// The order of convergence of the step.
  public let order: Int
  /// The order of the embedded method that estimates the error; nil where there is none.
  public let embeddedOrder: Int?
  /// The order of convergence of the dense output: a solution read off between steps is off by `O(h^denseOrder)`.
  public let denseOrder: Int
  /// The coefficients.
  public let tableau: Tableau
  /// What a method of several steps remembers; nil for others.
  public let multistep: Multistep?
  /// How a step is taken back; nil where it cannot be.
  public let inverse: Inverse?
  /// The coupling of a method made by ``coupled(_:)``; nil for others.
  public let coupling: Double?

  /// Every method: those with steps of a given size, then those that choose their own, each by order.
  public static let all: [Method] = [
    euler, midpoint, heun2, ralston2, leapfrog, heun3, rk4, rk4ThreeEighths, alf, reversibleHeun, heun21, fehlberg21,
    bosh3, dopri5, tsit5, vern7, dopri8, adams, kvaerno3, esdirk4, esdirk5, ros34pw2, rodas5p, kencarp3, kencarp4,
    kencarp5,
  ]

  /// The method of that name, or nil.
  public init?(named name: String) {
    guard let method = Self.all.first(where: { $0.name == name }) else { return nil }
    self = method
  }

  init(
    name: String, order: Int, embeddedOrder: Int? = nil, denseOrder: Int, tableau: Tableau, multistep: Multistep? = nil,
    inverse: Inverse? = nil, coupling: Double? = nil
  ) {
    self.name = name
    self.order = order
    self.embeddedOrder = embeddedOrder
    self.denseOrder = denseOrder
    self.tableau = tableau
    self.multistep = multistep
    self.inverse = inverse
    self.coupling = coupling
  }

  /// Whether the method can choose its own steps.
  public var isAdaptive: Bool { embeddedOrder != nil }

  /// Whether steps can be taken back, so that gradients need no snapshots.
  public var isReversible: Bool { inverse != nil }

  /// Whether steps are chosen by a ``StepController``; a method of several steps chooses them together with its order.
  public var usesController: Bool { isAdaptive && multistep == nil }

  /// The controller that suits the method.
  ///
  /// Proportional-integral, but integral for methods with an auxiliary state of the state that nothing sets to it
  /// again.
  ///
  /// The auxiliary state swings about the state from step to step and the error estimate with it; a controller that
  /// follows the trend of the errors takes up to six times as many steps on DETEST, as a rule a quarter more, seldom
  /// fewer.
  public var usualController: StepController {
    tableau.auxiliary.map { !$0.restarts } ?? false ? .integral : .proportionalIntegral
  }

  /// Whether a step carries nothing but the state to the next, and treats all rows of it alike.
  public var carriesNothing: Bool { parts == 1 && tableau.partition == nil && multistep == nil }

  /// How many states a solve carries: the state and, where there is one, its auxiliary state.
  public var parts: Int { tableau.auxiliary == nil ? 1 : 2 }

  /// How many arrays of the state's shape decide how a solve goes on: the states and the remembered derivatives.
  var carriedParts: Int { parts + (multistep?.memory ?? 0) }
}
