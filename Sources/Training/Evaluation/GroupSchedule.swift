/// The order in which ranks go through groups together: in each round every rank has one group or none.
///
/// Round by round the groups come in their order, so that what is gathered after each round can be used at once.
struct GroupSchedule {
  /// How many groups there are.
  let groups: Int
  /// How many ranks share them.
  let ranks: Int

  /// Rounds until every group has been solved.
  var count: Int { (groups + ranks - 1) / ranks }

  /// The group of a rank in a round; nil for none.
  func group(round: Int, rank: Int) -> Int? {
    let group = round * ranks + rank
    return group < groups ? group : nil
  }
}
