/// The items that are solved together: the unit of work that a rank is handed.
///
/// The job file alone fixes which items form a group and in which order; who solves it never reaches the numbers.
struct SolveGroup: Sendable, Equatable {
  /// The group's place in its batch.
  let index: Int
  /// The items, one column each, in order.
  let items: [SolveItem]

  /// Cuts items into groups of at most `size`, in their order; the last group may be smaller.
  static func cut(_ items: [SolveItem], size: Int) -> [SolveGroup] {
    precondition(size >= 1, "a group holds at least one item")
    return stride(from: 0, to: items.count, by: size).enumerated().map { index, start in
      SolveGroup(index: index, items: Array(items[start..<min(start + size, items.count)]))
    }
  }
}
