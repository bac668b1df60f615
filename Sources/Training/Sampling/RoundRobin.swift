/// Deals the groups out in turn: group `g` goes to rank `g mod ranks`.
package struct RoundRobin: Assignment {
  /// Makes the assignment.
  package init() {}

  package func rank(of group: Int, ranks: Int) -> Int { group % ranks }
}
