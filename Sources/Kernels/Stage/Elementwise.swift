/// Arithmetic on whole arrays, element by element.
enum Elementwise<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// `out = x y`, in lanes spelled out: left to the compiler, a product in place is not vectorised.
  @inline(always)
  static func multiply(
    _ out: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, count: Int
  ) {
    let whole = count &- count % Lanes.scalarCount
    var i = 0
    while i < whole {
      store(load(x + i) * load(y + i), out + i)
      i &+= Lanes.scalarCount
    }
    let rest = count &- whole
    storePart(loadPart(x + whole, rest) * loadPart(y + whole, rest), out + whole, rest)
  }

  /// `out += x y z`.
  @inline(always)
  static func addProduct(
    _ out: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>,
    _ z: UnsafePointer<Scalar>, count: Int
  ) {
    let whole = count &- count % Lanes.scalarCount
    var i = 0
    while i < whole {
      store(load(out + i).addingProduct(load(x + i) * load(y + i), load(z + i)), out + i)
      i &+= Lanes.scalarCount
    }
    let rest = count &- whole
    let product = loadPart(x + whole, rest) * loadPart(y + whole, rest)
    storePart(loadPart(out + whole, rest).addingProduct(product, loadPart(z + whole, rest)), out + whole, rest)
  }

  /// `out += x`.
  @inline(always)
  static func add(_ out: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, count: Int) {
    for i in 0..<count { out[i] += x[i] }
  }

  /// `out = x - y`.
  @inline(always)
  static func difference(
    _ out: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, count: Int
  ) {
    for i in 0..<count { out[i] = x[i] - y[i] }
  }

  /// Adds to the columns whose mask is not zero.
  @inline(always)
  static func addColumns(
    _ out: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, where mask: UnsafePointer<Scalar>, rows: Int,
    columns: Int
  ) {
    var place = 0
    for _ in 0..<rows {
      var column = 0
      while column < columns {
        let old = load(out + place)
        store(old.replacing(with: old + load(x + place), whereNonZero: load(mask + column)), out + place)
        place &+= Lanes.scalarCount
        column &+= Lanes.scalarCount
      }
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
