/// Solves with the factors, in place on right-hand sides `[order, columns]`.
extension LUFactors {
  /// Solves `A x = b`: the swaps, then `L`, then `U`.
  @inline(never)
  static func solve(
    _ x: UnsafeMutablePointer<Scalar>, _ factors: UnsafePointer<Scalar>, _ pivots: UnsafePointer<Int32>, order: Int,
    columns: Int
  ) {
    let width = Lanes.scalarCount
    var column = 0
    while column < columns {
      let matrix = factors + order &* order &* column
      let side = x + column
      for k in 0..<order { swap(side, pivots + (order &* column &+ k &* width), k, columns) }
      var k = 0
      while k < order {
        let value = load(side + k &* columns)
        let entries = matrix + k &* order &* width
        var i = k &+ 1
        while i < order {
          let place = side + i &* columns
          store(load(place).addingProduct(-value, load(entries + i &* width)), place)
          i &+= 1
        }
        k &+= 1
      }
      k = order &- 1
      while k >= 0 {
        let entries = matrix + k &* order &* width
        let value = load(side + k &* columns) * load(entries + k &* width)
        store(value, side + k &* columns)
        var i = 0
        while i < k {
          let place = side + i &* columns
          store(load(place).addingProduct(-value, load(entries + i &* width)), place)
          i &+= 1
        }
        k &-= 1
      }
      column &+= width
    }
  }

  /// Solves `A^T x = b`: `U^T`, then `L^T`, then the swaps in reverse.
  @inline(never)
  static func solveTransposed(
    _ x: UnsafeMutablePointer<Scalar>, _ factors: UnsafePointer<Scalar>, _ pivots: UnsafePointer<Int32>, order: Int,
    columns: Int
  ) {
    let width = Lanes.scalarCount
    var column = 0
    while column < columns {
      let matrix = factors + order &* order &* column
      let side = x + column
      var k = 0
      while k < order {
        let entries = matrix + k &* order &* width
        let value = remainder(side, entries, k, 0..<k, columns)
        store(value * load(entries + k &* width), side + k &* columns)
        k &+= 1
      }
      k = order &- 1
      while k >= 0 {
        let value = remainder(side, matrix + k &* order &* width, k, k &+ 1..<order, columns)
        store(value, side + k &* columns)
        k &-= 1
      }
      k = order &- 1
      while k >= 0 {
        swap(side, pivots + (order &* column &+ k &* width), k, columns)
        k &-= 1
      }
      column &+= width
    }
  }

  /// Row `k` of the right-hand side less the products of the given rows with one column of the factors.
  @inline(always)
  private static func remainder(
    _ side: UnsafeMutablePointer<Scalar>, _ entries: UnsafePointer<Scalar>, _ k: Int, _ rows: Range<Int>, _ pitch: Int
  ) -> Lanes {
    var value = load(side + k &* pitch)
    var i = rows.lowerBound
    while i < rows.upperBound {
      value = value.addingProduct(-load(side + i &* pitch), load(entries + i &* Lanes.scalarCount))
      i &+= 1
    }
    return value
  }

  /// Swaps row `k` of a right-hand side with each lane's pivot row.
  @inline(always)
  private static func swap(
    _ side: UnsafeMutablePointer<Scalar>, _ pivots: UnsafePointer<Int32>, _ k: Int, _ pitch: Int
  ) {
    for lane in 0..<Lanes.scalarCount {
      let pivot = Int(pivots[lane])
      guard pivot != k else { continue }
      let line = side + lane
      (line[k &* pitch], line[pivot &* pitch]) = (line[pivot &* pitch], line[k &* pitch])
    }
  }
}
