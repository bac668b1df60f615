/// The last stage of a partitioned method: a mean of the evaluated stages with other weights for the upper half of the
/// rows than for the lower.
///
/// The step and its dense output use it like any stage, and so need not know of the halves.
public struct PartitionedWeights: Sendable, Equatable {
  /// The weights in the upper half of the rows.
  public let upper: [Double]
  /// The weights in the lower half of the rows.
  public let lower: [Double]
}
