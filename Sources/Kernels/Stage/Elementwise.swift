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

  /// `out = x^exponent`, as `x` times `x^(exponent - 1)` by repeated squaring, with the derivative from the same power.
  @inline(always)
  static func power(
    _ x: UnsafePointer<Scalar>, exponent: Int, into out: UnsafeMutablePointer<Scalar>,
    slope: UnsafeMutablePointer<Scalar>?, count: Int
  ) {
    let factor = Scalar(exponent)
    for i in 0..<count {
      let base = x[i]
      var lower: Scalar = 1
      var square = base
      var bits = exponent &- 1
      while bits > 0 {
        if bits & 1 == 1 { lower *= square }
        square *= square
        bits &>>= 1
      }
      out[i] = base * lower
      if let slope { slope[i] = factor * lower }
    }
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
