import ODE

/// What a group contributes to the loss and the metrics of its batch: sums over its observed values.
///
/// The trainer adds the sums of all groups and divides by the number of values, so that every observed value of a batch
/// weighs the same, however the batch is cut.
public struct GroupSums: Sendable, Equatable {
  /// The sum of the losses.
  public var lossSum = 0.0
  /// How many values were observed, those of the first observations included.
  public var entries = 0
  /// The sum of `|prediction - target|`.
  public var absoluteSum = 0.0
  /// The sum of `(prediction - target)^2`.
  public var squareSum = 0.0
  /// What the solve cost.
  public var forward = SolveStatistics()
  /// What the gradient cost.
  public var backward = SolveStatistics()

  /// Makes sums of nothing.
  public init() {}
}
