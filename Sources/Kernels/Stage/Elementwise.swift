/// Arithmetic on whole arrays, element by element.
enum Elementwise<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// `out = x y`, in lanes spelled out: left to the compiler, a product in place is not vectorised.
  @inline(always)
  static func multiply(
    _ out: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, count: Int
  ) {
    let width = Lanes.scalarCount
    let whole = count &- count % width
    var i = 0
    while i < whole {
      store(load(x + i) * load(y + i), out + i)
      i &+= width
    }
    storePart(loadPart(x + whole, count &- whole) * loadPart(y + whole, count &- whole), out + whole, count &- whole)
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
    let width = Lanes.scalarCount
    let whole = count &- count % width
    var i = 0
    while i < whole {
      let base = load(x + i)
      let lower = power(base, exponent &- 1)
      store(base * lower, out + i)
      if let slope { store(lower * Scalar(exponent), slope + i) }
      i &+= width
    }
    let rest = count &- whole
    let base = loadPart(x + whole, rest)
    let lower = power(base, exponent &- 1)
    storePart(base * lower, out + whole, rest)
    if let slope { storePart(lower * Scalar(exponent), slope + whole, rest) }
  }

  /// `x^exponent` by repeated squaring; one for an exponent of zero.
  @inline(always)
  private static func power(_ x: Lanes, _ exponent: Int) -> Lanes {
    var product = Lanes(1)
    var square = x
    var bits = exponent
    while bits > 0 {
      if bits & 1 == 1 { product *= square }
      bits &>>= 1
      if bits > 0 { square *= square }
    }
    return product
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
