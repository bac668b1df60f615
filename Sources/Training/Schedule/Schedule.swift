/// How the learning rate changes: a pure function of the step.
///
/// Nothing is remembered, so a resumed run continues exactly where it was.
protocol Schedule: Sendable {
  /// The schedule's name in a job file.
  static var kind: String { get }

  /// The factor on the base rate for an update, counted from 0 after the warm-up.
  func factor(_ step: Int) -> Double
}
