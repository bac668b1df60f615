/// The items that are solved together: the unit of work that a rank is handed.
///
/// The job file alone fixes which items form a group and in which order; who solves it never reaches the numbers.
package struct SolveGroup: Sendable, Equatable {
  /// The group's place in its batch.
  package let index: Int
  /// The items, one column each, in order.
  package let items: ArraySlice<SolveItem>
}
