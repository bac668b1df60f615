/// Arrays `[row, column]` of one shape, one behind the other: `[index, row, column]`, to be read and written.
///
/// The stages of a step, the observations of a group. It does not own; indices are checked where
/// ``checkShape(_:_:file:line:)`` checks.
@frozen
public struct MutableColumnStack<Element: BitwiseCopyable>: @unchecked Sendable {
  /// Where the first array begins.
  public let base: UnsafeMutablePointer<Element>
  /// How many arrays there are.
  public let count: Int
  /// Rows of each.
  public let rows: Int
  /// Columns of each, padding included.
  public let columns: Int

  /// Views `count` arrays `[rows, columns]` from `base` on.
  @inlinable
  @inline(__always)
  public init(_ base: UnsafeMutablePointer<Element>, count: Int, rows: Int, columns: Int) {
    checkShape(count >= 0 && rows >= 0 && columns >= 0, "[\(count), \(rows), \(columns)]")
    self.base = base
    self.count = count
    self.rows = rows
    self.columns = columns
  }

  /// Views one array.
  @inlinable
  @inline(__always)
  public init(_ array: MutableColumns<Element>) {
    self.init(array.base, count: 1, rows: array.rows, columns: array.columns)
  }

  /// One of the arrays.
  @inlinable
  @inline(__always)
  public subscript(index: Int) -> MutableColumns<Element> {
    checkShape(index >= 0 && index < count, "array \(index) of \(count)")
    return MutableColumns(base + index * rows * columns, rows: rows, columns: columns)
  }

  /// The same memory as arrays of fewer columns.
  @inlinable
  @inline(__always)
  public func packed(columns: Int) -> MutableColumnStack {
    checkShape(columns >= 0 && columns <= self.columns, "\(columns) columns in room for \(self.columns)")
    return MutableColumnStack(base, count: count, rows: rows, columns: columns)
  }

  /// All values, array by array and row by row.
  @inlinable
  @inline(__always)
  public var values: MutableVector<Element> { MutableVector(base, count: count * rows * columns) }

  /// The same arrays, to be read.
  @inlinable
  @inline(__always)
  public var view: ColumnStack<Element> { ColumnStack(self) }
}
