import Kernels
import Models

extension SeriesGroup {
  /// The items that fill a group, those that were found when they were read with the observation they start from.
  package func located(_ items: ArraySlice<SolveItem>) -> [SolveItem] {
    items.enumerated().map { column, item in
      item.startsAmongComplete ? item.starting(at: Int(keys[column] & 0xFFFF_FFFF)) : item
    }
  }
}
