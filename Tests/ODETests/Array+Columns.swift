import Kernels

extension Array where Element: BitwiseCopyable {
  /// Calls a body with a view of the values as rows of `columns` columns.
  func withColumns<Result>(_ columns: Int, _ body: (Columns<Element>) throws -> Result) rethrows -> Result {
    try withVector { try body(Columns($0.base, rows: $0.count / columns, columns: columns)) }
  }

  /// Calls a body with such a view that may be written to.
  mutating func withMutableColumns<Result>(
    _ columns: Int, _ body: (MutableColumns<Element>) throws -> Result
  ) rethrows -> Result {
    try withMutableVector { try body(MutableColumns($0.base, rows: $0.count / columns, columns: columns)) }
  }
}
