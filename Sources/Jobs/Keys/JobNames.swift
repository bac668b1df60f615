import ODE

/// The names a job file may use for parts that other modules implement.
public enum JobNames {
  /// Methods that choose their steps.
  public static let adaptiveMethods = Method.all.filter(\.isAdaptive).map(\.name)
  /// Methods without an error estimate: their step is given.
  public static let fixedStepMethods = Method.all.filter { !$0.isAdaptive }.map(\.name)
  /// Implicit methods, for stiff fields.
  public static let implicitMethods = Method.all.filter(\.tableau.isImplicit).map(\.name)
  /// Those of them that treat only a part of the field implicitly.
  public static let splitMethods = Method.all.filter(\.tableau.isSplit).map(\.name)
  /// Methods that choose their steps by a controller, not together with their order.
  public static let controlledMethods = Method.all.filter(\.usesController).map(\.name)
  /// Those of them that the integral controller suits.
  public static let integralMethods = Method.all.filter { $0.usesController && $0.usualController == .integral }
    .map(\.name)
  /// Methods that carry more than the state from step to step, or treat its halves differently.
  public static let carryingMethods = Method.all.filter { !$0.carriesNothing }.map(\.name)
  /// Methods that carry an auxiliary state of the state from step to step.
  public static let auxiliaryMethods = Method.all.filter { $0.parts > 1 }.map(\.name)
  /// All methods.
  public static let methods = Method.all.map(\.name)
  /// Methods that take their steps back.
  public static let reversibleMethods = Method.all.filter(\.isReversible).map(\.name)
  /// Methods that a coupling makes reversible.
  public static let coupledMethods = Method.all.filter(\.canBeCoupled).map(\.name)
  /// Step size controllers.
  public static let controllers = StepController.all.map(\.name)
}
