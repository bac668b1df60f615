/// Arithmetic on whole arrays, element by element.
enum Elementwise<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// `out = x y`.
  @inline(always)
  static func multiply(
    _ out: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, count: Int
  ) {
    for i in 0..<count { out[i] = x[i] * y[i] }
  }

  /// `out += x`.
  @inline(always)
  static func add(_ out: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, count: Int) {
    for i in 0..<count { out[i] += x[i] }
  }

  /// Copies the columns whose mask is not zero.
  @inline(always)
  static func copyColumns(
    _ out: UnsafeMutablePointer<Scalar>, from x: UnsafePointer<Scalar>, where mask: UnsafePointer<Scalar>, rows: Int,
    columns: Int
  ) {
    var place = 0
    for _ in 0..<rows {
      var column = 0
      while column < columns {
        let kept = load(out + place)
        store(kept.replacing(with: load(x + place), whereNonZero: load(mask + column)), out + place)
        place &+= Lanes.scalarCount
        column &+= Lanes.scalarCount
      }
    }
  }
}
