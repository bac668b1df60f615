import CKernels

/// Products of a small matrix of weights with a group's columns.
///
/// A tile of `rows` by `vectors` results stays in registers while the depth is walked once: each step loads `vectors`
/// vectors of columns, broadcasts `rows` weights and does `rows * vectors` fused multiply-adds. Every result is one
/// chain of multiply-adds, in the order of the depth and starting from the bias, whatever tile it falls in: the bits of
/// a column do not depend on how many columns there are.
enum MatrixProduct<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// A product `c[rows, columns] = a b + bias` where row `i` at depth `p` takes the weight
  /// `a[i * rowStride + p * depthStride]`.
  struct Shape {
    var rows: Int
    var depth: Int
    var rowStride: Int
    var depthStride: Int
    var columns: Int
  }

  /// Whether a vector is one of 32 registers; otherwise it takes two or more of 16.
  static var hasWideRegisters: Bool { pathline_simd_bits >= 512 }

  /// Computes one product, walking the columns from panel to panel.
  @inline(always)
  static func run(
    _ c: UnsafeMutablePointer<Scalar>, _ a: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>?,
    _ b: UnsafePointer<Scalar>, _ shape: Shape, _ ahead: inout Prefetch
  ) {
    let width = Lanes.scalarCount
    if !hasWideRegisters {
      // 16 registers of half a vector or less: a panel of one vector, four rows at a time.
      var j = 0
      while j < shape.columns {
        narrowPanel(c + j, a, bias, b + j, shape, &ahead)
        j &+= width
      }
      return
    }
    var j = 0
    if shape.rows < 4 {
      while j &+ 8 &* width <= shape.columns {
        flatPanel(c + j, a, bias, b + j, shape, &ahead)
        j &+= 8 &* width
      }
    }
    while j &+ 2 &* width <= shape.columns {
      panel(c + j, a, bias, b + j, shape, StaticSize<2>(), &ahead)
      j &+= 2 &* width
    }
    if j < shape.columns { panel(c + j, a, bias, b + j, shape, StaticSize<1>(), &ahead) }
  }

  /// Computes all rows of a panel of one or two vectors of columns.
  @inline(always)
  static func panel<let vectors: Int>(
    _ c: UnsafeMutablePointer<Scalar>, _ a: UnsafePointer<Scalar>, _ bias: UnsafePointer<Scalar>?,
    _ b: UnsafePointer<Scalar>, _ shape: Shape, _ width: StaticSize<vectors>, _ ahead: inout Prefetch
  ) {
    var i = 0
    while i &+ 8 <= shape.rows {
      tile(at: i, c, a, bias, b, shape, width, StaticSize<8>(), &ahead)
      i &+= 8
    }
    if shape.rows &- i >= 4 {
      tile(at: i, c, a, bias, b, shape, width, StaticSize<4>(), &ahead)
      i &+= 4
    }
    switch shape.rows &- i {
    case 3: tile(at: i, c, a, bias, b, shape, width, StaticSize<3>(), &ahead)
    case 2: tile(at: i, c, a, bias, b, shape, width, StaticSize<2>(), &ahead)
    case 1: tile(at: i, c, a, bias, b, shape, width, StaticSize<1>(), &ahead)
    default: break
    }
  }

  /// Computes the at most three rows of a panel of eight vectors of columns.
  @inline(always)
  static func flatPanel(
    _ c: UnsafeMutablePointer<Scalar>, _ a: UnsafePointer<Scalar>, _ bias: UnsafePointer<Scalar>?,
    _ b: UnsafePointer<Scalar>, _ shape: Shape, _ ahead: inout Prefetch
  ) {
    switch shape.rows {
    case 3: tile(at: 0, c, a, bias, b, shape, StaticSize<8>(), StaticSize<3>(), &ahead)
    case 2: tile(at: 0, c, a, bias, b, shape, StaticSize<8>(), StaticSize<2>(), &ahead)
    case 1: tile(at: 0, c, a, bias, b, shape, StaticSize<8>(), StaticSize<1>(), &ahead)
    default: break
    }
  }

  /// Computes all rows of a panel of one vector where registers are few.
  @inline(always)
  static func narrowPanel(
    _ c: UnsafeMutablePointer<Scalar>, _ a: UnsafePointer<Scalar>, _ bias: UnsafePointer<Scalar>?,
    _ b: UnsafePointer<Scalar>, _ shape: Shape, _ ahead: inout Prefetch
  ) {
    var i = 0
    while i &+ 4 <= shape.rows {
      tile(at: i, c, a, bias, b, shape, StaticSize<1>(), StaticSize<4>(), &ahead)
      i &+= 4
    }
    while i < shape.rows {
      tile(at: i, c, a, bias, b, shape, StaticSize<1>(), StaticSize<1>(), &ahead)
      i &+= 1
    }
  }

  /// Computes and writes `rows` by `vectors` results.
  @inline(always)
  static func tile<let rows: Int, let vectors: Int>(
    at row: Int, _ c: UnsafeMutablePointer<Scalar>, _ a: UnsafePointer<Scalar>, _ bias: UnsafePointer<Scalar>?,
    _ b: UnsafePointer<Scalar>, _ shape: Shape, _ width: StaticSize<vectors>, _ height: StaticSize<rows>,
    _ ahead: inout Prefetch
  ) {
    ahead.advance(by: rows &* vectors &* Lanes.scalarCount &* shape.depth)
    var start = InlineArray<rows, InlineArray<vectors, Lanes>>(
      repeating: InlineArray<vectors, Lanes>(repeating: .zero))
    if let bias {
      for i in 0..<rows { start[i] = InlineArray<vectors, Lanes>(repeating: Lanes(repeating: bias[row &+ i])) }
    }
    let sums = sums(from: start, a + row &* shape.rowStride, b, shape)
    for i in 0..<rows {
      for j in 0..<vectors {
        store(sums[i][j], c + ((row &+ i) &* shape.columns &+ j &* Lanes.scalarCount))
      }
    }
  }

  /// Adds the products of `rows` rows of weights with `vectors` vectors of columns.
  @inline(always)
  static func sums<let rows: Int, let vectors: Int>(
    from start: InlineArray<rows, InlineArray<vectors, Lanes>>, _ a: UnsafePointer<Scalar>,
    _ b: UnsafePointer<Scalar>, _ shape: Shape
  ) -> InlineArray<rows, InlineArray<vectors, Lanes>> {
    var sums = start
    var x = InlineArray<vectors, Lanes>(repeating: .zero)
    var weights = a
    var values = b
    var left = shape.depth
    while left > 0 {
      for j in 0..<vectors { x[j] = load(values + j &* Lanes.scalarCount) }
      for i in 0..<rows {
        let w = Lanes(repeating: weights[i &* shape.rowStride])
        for j in 0..<vectors { sums[i][j] = sums[i][j].addingProduct(w, x[j]) }
      }
      weights += shape.depthStride
      values += shape.columns
      left &-= 1
    }
    return sums
  }
}
