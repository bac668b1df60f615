/// An array `[row, column]` in memory that somebody else owns, to be read and written: a pointer with its shape.
///
/// A column is a sample. Rows are contiguous and follow each other without a gap, as kernels want them. It costs
/// nothing; indices and shapes are checked where ``checkShape(_:_:file:line:)`` checks.
@frozen
public struct MutableColumns<Element: BitwiseCopyable>: @unchecked Sendable {
  /// Where the first row begins.
  public let base: UnsafeMutablePointer<Element>
  /// Values of a column.
  public let rows: Int
  /// Columns in use, padding included; also the distance from a row to the next.
  public let columns: Int

  /// Views `rows` rows of `columns` values from `base` on.
  @inlinable
  @inline(__always)
  public init(_ base: UnsafeMutablePointer<Element>, rows: Int, columns: Int) {
    checkShape(rows >= 0 && columns >= 0, "[\(rows), \(columns)]")
    self.base = base
    self.rows = rows
    self.columns = columns
  }

  /// How many values there are.
  @inlinable
  @inline(__always)
  public var count: Int { rows * columns }

  /// The value of a row and a column.
  @inlinable
  @inline(__always)
  public subscript(row: Int, column: Int) -> Element {
    get {
      checkShape(
        row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of [\(rows), \(columns)]")
      return base[row * columns + column]
    }
    nonmutating set {
      checkShape(
        row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of [\(rows), \(columns)]")
      base[row * columns + column] = newValue
    }
  }

  /// One row: a value of every column.
  @inlinable
  @inline(__always)
  public func row(_ row: Int) -> MutableVector<Element> {
    checkShape(row >= 0 && row < rows, "row \(row) of \(rows)")
    return MutableVector(base + row * columns, count: columns)
  }

  /// A range of rows.
  @inlinable
  @inline(__always)
  public func rows(_ range: Range<Int>) -> MutableColumns {
    checkShape(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return MutableColumns(base + range.lowerBound * columns, rows: range.count, columns: columns)
  }

  /// The same memory as an array of fewer columns: what was planned for a full group, used for those left of it.
  @inlinable
  @inline(__always)
  public func packed(columns: Int) -> MutableColumns {
    checkShape(columns >= 0 && columns <= self.columns, "\(columns) columns in room for \(self.columns)")
    return MutableColumns(base, rows: rows, columns: columns)
  }

  /// The rows as a stack of arrays of `rows` rows each.
  @inlinable
  @inline(__always)
  public func stack(rows: Int) -> MutableColumnStack<Element> {
    checkShape(rows > 0 && self.rows % rows == 0, "\(self.rows) rows as arrays of \(rows)")
    return MutableColumnStack(base, count: self.rows / rows, rows: rows, columns: columns)
  }

  /// All values, row by row.
  @inlinable
  @inline(__always)
  public var values: MutableVector<Element> { MutableVector(base, count: count) }

  /// Sets every value.
  @inlinable
  @inline(__always)
  public func fill(_ value: Element) { values.fill(value) }

  /// Takes over the values of an array of the same shape; the memory of both must not overlap.
  @inlinable
  @inline(__always)
  public func copy(_ array: Columns<Element>) {
    checkShape(
      array.rows == rows && array.columns == columns,
      "[\(array.rows), \(array.columns)] for [\(rows), \(columns)]")
    base.update(from: array.base, count: count)
  }

  /// Takes over the values of an array of the same shape; the memory of both must not overlap.
  @inlinable
  @inline(__always)
  public func copy(_ array: MutableColumns<Element>) { copy(Columns(array)) }

  /// The same array, to be read.
  @inlinable
  @inline(__always)
  public var view: Columns<Element> { Columns(self) }
}
