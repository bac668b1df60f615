/// A run of values in memory that somebody else owns, to be read and written: one number per column, a list of
/// indices, a parameter vector.
///
/// A pointer with its length. It does not own, and indices are checked where ``checkShape(_:_:file:line:)`` checks.
@frozen
public struct MutableVector<Element: BitwiseCopyable>: @unchecked Sendable {
  /// Where the first value is.
  public let base: UnsafeMutablePointer<Element>
  /// How many values there are.
  public let count: Int

  /// Views `count` values from `base` on.
  @inlinable
  @inline(__always)
  public init(_ base: UnsafeMutablePointer<Element>, count: Int) {
    checkShape(count >= 0, "\(count) values")
    self.base = base
    self.count = count
  }

  /// The value at an index.
  @inlinable
  @inline(__always)
  public subscript(index: Int) -> Element {
    get {
      checkShape(index >= 0 && index < count, "index \(index) of \(count)")
      return base[index]
    }
    nonmutating set {
      checkShape(index >= 0 && index < count, "index \(index) of \(count)")
      base[index] = newValue
    }
  }

  /// The values of a range of indices.
  @inlinable
  @inline(__always)
  public subscript(range: Range<Int>) -> MutableVector {
    checkShape(range.lowerBound >= 0 && range.upperBound <= count, "values \(range) of \(count)")
    return MutableVector(base + range.lowerBound, count: range.count)
  }

  /// The first `count` values.
  @inlinable
  @inline(__always)
  public func first(_ count: Int) -> MutableVector { self[0..<count] }

  /// Sets every value.
  @inlinable
  @inline(__always)
  public func fill(_ value: Element) { base.update(repeating: value, count: count) }

  /// Takes over as many values; the memory of both must not overlap.
  @inlinable
  @inline(__always)
  public func copy(_ values: Vector<Element>) {
    checkShape(values.count == count, "\(values.count) values for \(count)")
    base.update(from: values.base, count: count)
  }

  /// Takes over as many values; the memory of both must not overlap.
  @inlinable
  @inline(__always)
  public func copy(_ values: MutableVector<Element>) { copy(Vector(values)) }

  /// The same values, to be read.
  @inlinable
  @inline(__always)
  public var view: Vector<Element> { Vector(self) }
}
