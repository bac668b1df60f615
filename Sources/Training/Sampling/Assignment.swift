/// Who solves which group of a batch.
///
/// Any assignment gives the same bits; a good one spreads the work evenly.
protocol Assignment: Sendable {
  /// The groups of rank `rank`, ascending; over all ranks every index of `0 ..< groups` occurs once.
  func groups(of rank: Int, ranks: Int, groups: Int) -> [Int]
}
