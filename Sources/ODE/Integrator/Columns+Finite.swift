import Kernels

extension Columns where Element: FloatingPoint {
  /// Whether all values of a column are finite.
  func isFinite(_ column: Int) -> Bool { nonFiniteRow(column) == nil }

  /// The first row where a column is not finite; nil if there is none.
  func nonFiniteRow(_ column: Int) -> Int? { (0..<rows).first { !self[$0, column].isFinite } }
}
