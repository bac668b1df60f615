import Host
import Kernels
import Models

/// Where the groups of a model are filled from.
package protocol GroupFeed<Scalar>: AnyObject {
  /// The number type of the groups.
  associatedtype Scalar: KernelScalar

  /// Takes note of items that will be asked for soon, so that they can be brought in while others are solved.
  func willFill(with items: ArraySlice<SolveItem>)

  /// Puts one item into each column, in order.
  ///
  /// - Throws: A `.data` or `.io` error that names the sample.
  func fill(_ group: SeriesGroup<Scalar>, with items: ArraySlice<SolveItem>) throws(PathlineError)
}
