import Kernels
import Models

/// Where the groups of a model are filled from.
protocol GroupFeed<Scalar>: AnyObject {
  /// The number type of the groups.
  associatedtype Scalar: Real

  /// Puts one item into each column, in order.
  ///
  /// - Throws: A `.data` or `.io` error that names the sample.
  func fill(_ group: SeriesGroup<Scalar>, with items: ArraySlice<SolveItem>) throws(TrainingError)
}
