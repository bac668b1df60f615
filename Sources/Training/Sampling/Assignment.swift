/// Who solves which group of a batch.
///
/// Any assignment gives the same bits; a good one spreads the work evenly.
package protocol Assignment: Sendable {
  /// The rank of `0 ..< ranks` that solves a group, the same on all ranks.
  func rank(of group: Int, ranks: Int) -> Int
}
