/// The names a job file may use for parts that other modules implement.
public enum JobNames {
  /// Runge-Kutta methods without an error estimate: their step is given.
  public static let fixedStepMethods = ["euler", "midpoint", "rk4"]
  /// Runge-Kutta methods with an error estimate: they choose their steps.
  public static let adaptiveMethods = ["bosh3", "dopri5", "tsit5"]
  /// All Runge-Kutta methods.
  public static let methods = fixedStepMethods + adaptiveMethods
  /// Step size controllers.
  public static let controllers = ["i", "pi", "pid"]
  /// Who shares a step size.
  public static let steppings = ["group", "sample"]
  /// Distributions weights start from.
  public static let initializations = ["he", "glorot", "normal"]
}
