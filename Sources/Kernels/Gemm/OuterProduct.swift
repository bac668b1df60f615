/// Sums over the columns of products of rows: the parameter gradient of a linear layer, `g += d x^T`.
///
/// Each result is summed in an order that only the number of columns fixes: every lane adds its columns from left to
/// right, one fused multiply-add each, and the lanes are then added in pairs of neighbours until one is left.
enum OuterProduct<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// Adds the whole product, tile by tile; the tiles' shape fits the matrix.
  @inline(always)
  static func accumulate(
    _ g: UnsafeMutablePointer<Scalar>, _ d: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>,
    weight: UnsafePointer<Scalar>?, m: Int, k: Int, columns: Int
  ) {
    if k == 1 {
      tiles(g, d, x, weight, m, k, columns, Extent<16>(), Extent<1>())
    } else if k == 2 {
      tiles(g, d, x, weight, m, k, columns, Extent<8>(), Extent<2>())
    } else if m == 1 {
      tiles(g, d, x, weight, m, k, columns, Extent<1>(), Extent<16>())
    } else if m == 2 {
      tiles(g, d, x, weight, m, k, columns, Extent<2>(), Extent<8>())
    } else {
      tiles(g, d, x, weight, m, k, columns, Extent<4>(), Extent<4>())
    }
  }

  /// A number known to the compiler.
  struct Extent<let count: Int> {}

  /// Covers the matrix with tiles of `height` by `width` results.
  @inline(always)
  static func tiles<let height: Int, let width: Int>(
    _ g: UnsafeMutablePointer<Scalar>, _ d: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>,
    _ weight: UnsafePointer<Scalar>?, _ m: Int, _ k: Int, _ columns: Int, _ h: Extent<height>, _ w: Extent<width>
  ) {
    var i = 0
    while i < m {
      var p = 0
      while p < k {
        tile(
          g + (i &* k &+ p), d + i &* columns, x + p &* columns, weight, rows: min(m &- i, height),
          depths: min(k &- p, width), pitch: k, columns, h, w)
        p &+= width
      }
      i &+= height
    }
  }

  /// Adds one tile.
  ///
  /// Rows past the matrix repeat the last real one; their results are dropped.
  @inline(always)
  static func tile<let height: Int, let width: Int>(
    _ g: UnsafeMutablePointer<Scalar>, _ d: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>,
    _ weight: UnsafePointer<Scalar>?, rows: Int, depths: Int, pitch: Int, _ columns: Int, _ h: Extent<height>,
    _ w: Extent<width>
  ) {
    var sums = InlineArray<16, Lanes>(repeating: .zero)
    var left = InlineArray<height, Lanes>(repeating: .zero)
    var right = InlineArray<width, Lanes>(repeating: .zero)
    var j = 0
    while j < columns {
      for i in 0..<height { left[i] = load(d + (min(i, rows &- 1) &* columns &+ j)) }
      if let weight {
        let scale = load(weight + j)
        for i in 0..<height { left[i] *= scale }
      }
      for p in 0..<width { right[p] = load(x + (min(p, depths &- 1) &* columns &+ j)) }
      for i in 0..<height {
        for p in 0..<width { sums[i &* width &+ p] = sums[i &* width &+ p].addingProduct(left[i], right[p]) }
      }
      j &+= Lanes.scalarCount
    }
    let totals = laneSums(sums)
    for i in 0..<min(rows, height) {
      for p in 0..<min(depths, width) { g[i &* pitch &+ p] += totals[i &* width &+ p] }
    }
  }

  /// The sum of the lanes of each of 16 vectors, all in the same order: neighbours first.
  @inline(always)
  static func laneSums(_ vectors: InlineArray<16, Lanes>) -> InlineArray<16, Scalar> {
    var v = vectors
    var totals = InlineArray<16, Scalar>(repeating: 0)
    var count = 16
    while count > 16 / Lanes.scalarCount {
      count /= 2
      for i in 0..<count { v[i] = v[2 &* i].pairSums(v[2 &* i &+ 1]) }
    }
    for i in 0..<16 { totals[i] = v[i / Lanes.scalarCount][i % Lanes.scalarCount] }
    return totals
  }
}
