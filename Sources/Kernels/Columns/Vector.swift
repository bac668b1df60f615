/// A run of values in memory that somebody else owns, to be read: one number per column, a list of indices, a
/// parameter vector.
///
/// A pointer with its length. It does not own, and indices are checked where ``checkShape(_:_:file:line:)`` checks.
@frozen
public struct Vector<Element: BitwiseCopyable>: @unchecked Sendable {
  /// Where the first value is.
  public let base: UnsafePointer<Element>
  /// How many values there are.
  public let count: Int

  /// Views `count` values from `base` on.
  @inlinable
  @inline(__always)
  public init(_ base: UnsafePointer<Element>, count: Int) {
    checkShape(count >= 0, "\(count) values")
    self.base = base
    self.count = count
  }

  /// Views the same values, to be read.
  @inlinable
  @inline(__always)
  public init(_ values: MutableVector<Element>) {
    self.init(values.base, count: values.count)
  }

  /// The value at an index.
  @inlinable
  @inline(__always)
  public subscript(index: Int) -> Element {
    checkShape(index >= 0 && index < count, "index \(index) of \(count)")
    return base[index]
  }

  /// The values of a range of indices.
  @inlinable
  @inline(__always)
  public subscript(range: Range<Int>) -> Vector {
    checkShape(range.lowerBound >= 0 && range.upperBound <= count, "values \(range) of \(count)")
    return Vector(base + range.lowerBound, count: range.count)
  }

  /// The first `count` values.
  @inlinable
  @inline(__always)
  public func first(_ count: Int) -> Vector { self[0..<count] }

  /// No values at all.
  @inlinable
  public static var empty: Vector {
    Vector(UnsafeRawPointer(bitPattern: 64)!.assumingMemoryBound(to: Element.self), count: 0)
  }
}
