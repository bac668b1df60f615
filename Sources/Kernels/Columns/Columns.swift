/// An array `[row, column]` in memory that somebody else owns, to be read: a pointer with its shape.
///
/// A column is a sample. Rows are contiguous and follow each other without a gap, as kernels want them. It costs
/// nothing; indices and shapes are checked where ``checkShape(_:_:file:line:)`` checks.
@frozen
public struct Columns<Element: BitwiseCopyable>: @unchecked Sendable {
  /// Where the first row begins.
  public let base: UnsafePointer<Element>
  /// Values of a column.
  public let rows: Int
  /// Columns in use, padding included; also the distance from a row to the next.
  public let columns: Int

  /// Views `rows` rows of `columns` values from `base` on.
  @inlinable
  @inline(__always)
  public init(_ base: UnsafePointer<Element>, rows: Int, columns: Int) {
    checkShape(rows >= 0 && columns >= 0, "[\(rows), \(columns)]")
    self.base = base
    self.rows = rows
    self.columns = columns
  }

  /// Views the same array, to be read.
  @inlinable
  @inline(__always)
  public init(_ array: MutableColumns<Element>) {
    self.init(array.base, rows: array.rows, columns: array.columns)
  }

  /// How many values there are.
  @inlinable
  @inline(__always)
  public var count: Int { rows * columns }

  /// The value of a row and a column.
  @inlinable
  @inline(__always)
  public subscript(row: Int, column: Int) -> Element {
    checkShape(
      row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of [\(rows), \(columns)]")
    return base[row * columns + column]
  }

  /// One row: a value of every column.
  @inlinable
  @inline(__always)
  public func row(_ row: Int) -> Vector<Element> {
    checkShape(row >= 0 && row < rows, "row \(row) of \(rows)")
    return Vector(base + row * columns, count: columns)
  }

  /// A range of rows.
  @inlinable
  @inline(__always)
  public func rows(_ range: Range<Int>) -> Columns {
    checkShape(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return Columns(base + range.lowerBound * columns, rows: range.count, columns: columns)
  }

  /// The same memory as an array of fewer columns: what was planned for a full group, used for those left of it.
  @inlinable
  @inline(__always)
  public func packed(columns: Int) -> Columns {
    checkShape(columns >= 0 && columns <= self.columns, "\(columns) columns in room for \(self.columns)")
    return Columns(base, rows: rows, columns: columns)
  }

  /// The rows as a stack of arrays of `rows` rows each.
  @inlinable
  @inline(__always)
  public func stack(rows: Int) -> ColumnStack<Element> {
    checkShape(rows > 0 && self.rows % rows == 0, "\(self.rows) rows as arrays of \(rows)")
    return ColumnStack(base, count: self.rows / rows, rows: rows, columns: columns)
  }

  /// All values, row by row.
  @inlinable
  @inline(__always)
  public var values: Vector<Element> { Vector(base, count: count) }
}
