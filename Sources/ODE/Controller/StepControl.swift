/// Whether steps are of one size or chosen by their error.
public enum StepControl: Sendable, Equatable {
  /// Steps of this size (positive, in units of time); the last one is cut to land on the end.
  case fixed(step: Double)
  /// Steps chosen from the error estimate of the method.
  case adaptive(AdaptiveControl)
}
