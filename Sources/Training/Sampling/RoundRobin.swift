/// Deals the groups out in turn: group `g` goes to rank `g mod ranks`.
struct RoundRobin: Assignment {
  /// Makes the assignment.
  init() {}

  func rank(of group: Int, ranks: Int) -> Int { group % ranks }
}
