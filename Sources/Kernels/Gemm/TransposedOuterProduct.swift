/// The outer product of many rows, as a matrix product with the transpose of `x`.
///
/// A panel of up to 64 columns and two vectors of rows of `x` is transposed (and weighted) on the stack; results are
/// then single chains of fused multiply-adds from the first column of the panel to the last, added to `g` panel by
/// panel.
enum TransposedOuterProduct<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// Columns of a panel.
  private static var panelColumns: Int { 64 }

  /// Adds the whole product; `k` is at least the number of lanes.
  @inline(never)
  static func accumulate(
    _ g: UnsafeMutablePointer<Scalar>, _ d: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>,
    weight: UnsafePointer<Scalar>?, m: Int, k: Int, columns: Int, _ ahead: inout Prefetch
  ) {
    let width = Lanes.scalarCount
    var storage = InlineArray<128, Lanes>(repeating: .zero)
    withUnsafeMutableBytes(of: &storage) { bytes in
      guard let panel = bytes.assumingMemoryBound(to: Scalar.self).baseAddress else { return }
      var j = 0
      while j < columns {
        let depth = min(panelColumns, columns &- j)
        var p = 0
        while p < k {
          // The last vector of rows reaches back over rows already done; those lanes are not added again.
          let first = min(p, k &- width)
          let second = min(p &+ width, k &- width)
          transpose(x + (first &* columns &+ j), weight.map { $0 + j }, columns, depth, into: panel)
          if p &+ width < k {
            transpose(x + (second &* columns &+ j), weight.map { $0 + j }, columns, depth, into: panel + width)
          }
          let shape = MatrixProduct<Scalar>.Shape(
            rows: m, depth: depth, rowStride: columns, depthStride: 1, columns: 2 &* width)
          if p &+ width < k {
            let starts: InlineArray<2, Int> = [first, second]
            rows(
              g, d + j, panel, shape, k, starts, [Self.lanes(from: 0), Self.lanes(from: p &+ width &- second)], &ahead)
          } else {
            rows(g, d + j, panel, shape, k, [first] as InlineArray<1, Int>, [Self.lanes(from: p &- first)], &ahead)
          }
          p &+= 2 &* width
        }
        j &+= panelColumns
      }
    }
  }

  /// Adds to all rows of `g` the products with a panel of one or two vectors.
  @inline(always)
  private static func rows<let vectors: Int>(
    _ g: UnsafeMutablePointer<Scalar>, _ d: UnsafePointer<Scalar>, _ panel: UnsafePointer<Scalar>,
    _ shape: MatrixProduct<Scalar>.Shape, _ k: Int, _ starts: InlineArray<vectors, Int>,
    _ masks: InlineArray<vectors, Lanes>, _ ahead: inout Prefetch
  ) {
    if !MatrixProduct<Scalar>.hasWideRegisters {
      for v in 0..<vectors {
        narrowRows(g, d, panel + v &* Lanes.scalarCount, shape, k, [starts[v]], [masks[v]], &ahead)
      }
      return
    }
    var i = 0
    while i &+ 8 <= shape.rows {
      tile(g + i &* k, d + i &* shape.rowStride, panel, shape, k, starts, masks, StaticSize<8>(), &ahead)
      i &+= 8
    }
    if i &+ 4 <= shape.rows {
      tile(g + i &* k, d + i &* shape.rowStride, panel, shape, k, starts, masks, StaticSize<4>(), &ahead)
      i &+= 4
    }
    while i < shape.rows {
      tile(g + i &* k, d + i &* shape.rowStride, panel, shape, k, starts, masks, StaticSize<1>(), &ahead)
      i &+= 1
    }
  }

  /// Adds to all rows of `g` the products with one vector of a panel, in the small tiles that fit few registers.
  @inline(always)
  private static func narrowRows(
    _ g: UnsafeMutablePointer<Scalar>, _ d: UnsafePointer<Scalar>, _ panel: UnsafePointer<Scalar>,
    _ shape: MatrixProduct<Scalar>.Shape, _ k: Int, _ starts: InlineArray<1, Int>, _ masks: InlineArray<1, Lanes>,
    _ ahead: inout Prefetch
  ) {
    var i = 0
    while i &+ 4 <= shape.rows {
      tile(g + i &* k, d + i &* shape.rowStride, panel, shape, k, starts, masks, StaticSize<4>(), &ahead)
      i &+= 4
    }
    while i < shape.rows {
      tile(g + i &* k, d + i &* shape.rowStride, panel, shape, k, starts, masks, StaticSize<1>(), &ahead)
      i &+= 1
    }
  }

  /// Adds to `height` rows of `g`.
  @inline(always)
  private static func tile<let height: Int, let vectors: Int>(
    _ g: UnsafeMutablePointer<Scalar>, _ d: UnsafePointer<Scalar>, _ panel: UnsafePointer<Scalar>,
    _ shape: MatrixProduct<Scalar>.Shape, _ k: Int, _ starts: InlineArray<vectors, Int>,
    _ masks: InlineArray<vectors, Lanes>, _ extent: StaticSize<height>, _ ahead: inout Prefetch
  ) {
    ahead.advance(by: height &* vectors &* Lanes.scalarCount &* shape.depth)
    let zero = InlineArray<height, InlineArray<vectors, Lanes>>(
      repeating: InlineArray<vectors, Lanes>(repeating: .zero))
    let sums = MatrixProduct<Scalar>.sums(from: zero, d, panel, shape)
    for i in 0..<height {
      for v in 0..<vectors {
        let place = g + (i &* k &+ starts[v])
        let old = load(place)
        store(old.replacing(with: old + sums[i][v], whereNonZero: masks[v]), place)
      }
    }
  }

  /// One in the lanes from `first` on, zero before.
  @inline(always)
  private static func lanes(from first: Int) -> Lanes {
    var mask = Lanes.zero
    for lane in 0..<Lanes.scalarCount { mask[lane] = lane < first ? 0 : 1 }
    return mask
  }

  /// Writes `panel[column, row] = weight[column] x[row, column]` for one vector of rows; a panel's rows are two vectors
  /// apart.
  @inline(always)
  private static func transpose(
    _ x: UnsafePointer<Scalar>, _ weight: UnsafePointer<Scalar>?, _ columns: Int, _ depth: Int,
    into panel: UnsafeMutablePointer<Scalar>
  ) {
    var j = 0
    while j < depth {
      block(x + j, weight.map { $0 + j }, columns, into: panel + 2 &* j &* Lanes.scalarCount)
      j &+= Lanes.scalarCount
    }
  }

  /// Transposes one square block.
  ///
  /// Separating even from odd lanes of neighbouring rows within quarters rotates the bits of (row, lane of the quarter)
  /// by one place, and separating even from odd quarters those of (row, quarter); as many such steps as a lane's number
  /// has bits exchange row and lane.
  @inline(always)
  private static func block(
    _ x: UnsafePointer<Scalar>, _ weight: UnsafePointer<Scalar>?, _ columns: Int,
    into panel: UnsafeMutablePointer<Scalar>
  ) {
    let width = Lanes.scalarCount
    var rows = InlineArray<16, Lanes> { $0 < width ? load(x + $0 &* columns) : .zero }
    if let weight {
      let scale = load(weight)
      for i in 0..<width { rows[i] *= scale }
    }
    for _ in 0..<Lanes.quarterDepth {
      let old = rows
      for i in 0..<width / 2 {
        rows[i] = old[2 &* i].evenLanes(old[2 &* i &+ 1])
        rows[width / 2 &+ i] = old[2 &* i].oddLanes(old[2 &* i &+ 1])
      }
    }
    for _ in 0..<2 {
      let old = rows
      for i in 0..<width / 2 {
        rows[i] = old[2 &* i].evenQuarters(old[2 &* i &+ 1])
        rows[width / 2 &+ i] = old[2 &* i].oddQuarters(old[2 &* i &+ 1])
      }
    }
    for i in 0..<width { store(rows[i], panel + 2 &* i &* width) }
  }
}
