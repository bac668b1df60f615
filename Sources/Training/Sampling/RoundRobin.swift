/// Deals the groups out in turn: group `g` goes to rank `g mod ranks`.
struct RoundRobin: Assignment {
  /// Makes the assignment.
  init() {}

  func groups(of rank: Int, ranks: Int, groups: Int) -> [Int] {
    Array(stride(from: rank, to: groups, by: ranks))
  }
}
