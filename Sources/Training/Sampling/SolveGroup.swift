/// The items that are solved together: the unit of work that a rank is handed.
///
/// The job file alone fixes which items form a group and in which order; who solves it never reaches the numbers.
struct SolveGroup: Sendable, Equatable {
  /// The group's place in its batch.
  let index: Int
  /// The items, one column each, in order.
  let items: ArraySlice<SolveItem>
}
