/// The outer product of few rows, summed lane by lane.
///
/// Every lane adds its columns from left to right, one fused multiply-add each, and the lanes are then added in pairs
/// of neighbours until one is left.
enum LanewiseOuterProduct<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// Covers the matrix with tiles of `height` by `width` results, 16 in all.
  @inline(never)
  static func accumulate<let height: Int, let width: Int>(
    _ g: UnsafeMutablePointer<Scalar>, _ d: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>,
    _ weight: UnsafePointer<Scalar>?, _ m: Int, _ k: Int, _ columns: Int, _ h: StaticSize<height>,
    _ w: StaticSize<width>
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
  private static func tile<let height: Int, let width: Int>(
    _ g: UnsafeMutablePointer<Scalar>, _ d: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>,
    _ weight: UnsafePointer<Scalar>?, rows: Int, depths: Int, pitch: Int, _ columns: Int, _ h: StaticSize<height>,
    _ w: StaticSize<width>
  ) {
    let left = InlineArray<height, UnsafePointer<Scalar>> { d + min($0, rows &- 1) &* columns }
    let right = InlineArray<width, UnsafePointer<Scalar>> { x + min($0, depths &- 1) &* columns }
    // `init(repeating:)` is a call that fills memory; this stays in registers.
    var sums = InlineArray<16, Lanes> { _ in .zero }
    var scaled = InlineArray<height, Lanes> { _ in .zero }
    var j = 0
    while j < columns {
      for i in 0..<height { scaled[i] = load(left[i] + j) }
      if let weight {
        let scale = load(weight + j)
        for i in 0..<height { scaled[i] *= scale }
      }
      for p in 0..<width {
        let value = load(right[p] + j)
        for i in 0..<height { sums[i &* width &+ p] = sums[i &* width &+ p].addingProduct(scaled[i], value) }
      }
      j &+= Lanes.scalarCount
    }
    let totals = LaneReduction<Scalar>.totals(sums)
    if pitch == width && rows == height {
      // A tile as wide as the matrix is contiguous.
      for v in 0..<16 / Lanes.scalarCount {
        let place = g + v &* Lanes.scalarCount
        store(load(place) + totals[v], place)
      }
      return
    }
    withUnsafeBytes(of: totals) { bytes in
      guard let totals = bytes.assumingMemoryBound(to: Scalar.self).baseAddress else { return }
      if depths == width && width % 4 == 0 {
        for i in 0..<rows {
          for p in 0..<width / 4 {
            let place = UnsafeMutableRawPointer(g + (i &* pitch &+ 4 &* p))
            let old = place.loadUnaligned(as: SIMD4<Scalar>.self)
            let new = UnsafeRawPointer(totals + (i &* width &+ 4 &* p)).loadUnaligned(as: SIMD4<Scalar>.self)
            place.storeBytes(of: old + new, as: SIMD4<Scalar>.self)
          }
        }
      } else {
        for i in 0..<rows {
          for p in 0..<depths { g[i &* pitch &+ p] += totals[i &* width &+ p] }
        }
      }
    }
  }
}
