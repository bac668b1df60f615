/// Items cut into groups of at most `size`, in their order; the last group may be smaller.
///
/// A view: cutting copies no item and needs no memory of its own.
package struct SolveGroups: RandomAccessCollection, Sendable {
  private let items: [SolveItem]
  private let size: Int

  /// Cuts items into groups of `size`, at least 1.
  package init(_ items: [SolveItem], size: Int) {
    precondition(size >= 1, "a group holds at least one item")
    self.items = items
    self.size = size
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { (items.count + size - 1) / size }

  package subscript(index: Int) -> SolveGroup {
    let start = index * size
    return SolveGroup(index: index, items: items[start..<Swift.min(start + size, items.count)])
  }
}
