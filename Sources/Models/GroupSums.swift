import ODE

/// What a group contributes to the loss and the metrics of its batch: sums over its observed values.
///
/// The trainer adds the sums of all groups and divides by the number of values, so that every observed value of a batch
/// weighs the same, however the batch is cut.
public struct GroupSums: Sendable, Equatable {
  /// The sum of the losses.
  public var lossSum = 0.0
  /// The sum of the losses plus the weighed regularisers: what the gradient is of.
  public var objectiveSum = 0.0
  /// The integrals of the regularisers in the order of ``Regularizer``; zero for those that are not charged.
  ///
  /// Each trajectory's counts as often as it has observed values.
  public var regularizers = SIMD3<Double>.zero
  /// How many values were observed, those of the first observations included and those of samples left out not.
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

  /// The sum of a regulariser's integrals, not weighed.
  public subscript(regularizer: Regularizer) -> Double { regularizers[regularizer.index] }
}
