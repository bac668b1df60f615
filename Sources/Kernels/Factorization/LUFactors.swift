/// LU factors with partial pivoting of many matrices at once, one matrix per column.
///
/// Matrices come as `[order * order, columns]`, entry `(i, j)` in row `j * order + i`. Factors are kept lane by lane:
/// all entries of one vector of columns lie together, the diagonal of `U` as its reciprocals, so that a factorisation
/// and a solve walk through contiguous memory. The row swaps of a lane are its own; they are carried out number by
/// number, so that no lane takes part in another's. A singular matrix gives infinities or NaN in its own column.
///
/// Source: Golub and Van Loan, "Matrix Computations", 3.4 (outer product form).
enum LUFactors<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// Factors `I - scale[column] J` of every column.
  @inline(never)
  static func factorize(
    _ factors: UnsafeMutablePointer<Scalar>, _ pivots: UnsafeMutablePointer<Int32>,
    identityMinus jacobian: UnsafePointer<Scalar>, times scale: UnsafePointer<Scalar>, order: Int, columns: Int
  ) {
    var column = 0
    while column < columns {
      let matrix = factors + order &* order &* column
      form(matrix, jacobian + column, load(scale + column), order, columns)
      eliminate(matrix, pivots + order &* column, order)
      column &+= Lanes.scalarCount
    }
  }

  /// Writes `I - scale J`; the identity where the scale is zero, whatever the Jacobian holds there.
  @inline(always)
  private static func form(
    _ matrix: UnsafeMutablePointer<Scalar>, _ jacobian: UnsafePointer<Scalar>, _ scale: Lanes, _ order: Int,
    _ pitch: Int
  ) {
    for j in 0..<order {
      for i in 0..<order {
        let place = j &* order &+ i
        let identity = i == j ? Lanes(1) : Lanes.zero
        let entry = identity.addingProduct(-scale, load(jacobian + place &* pitch))
        store(identity.replacing(with: entry, whereNonZero: scale), matrix + place &* Lanes.scalarCount)
      }
    }
  }

  @inline(always)
  private static func eliminate(
    _ matrix: UnsafeMutablePointer<Scalar>, _ pivots: UnsafeMutablePointer<Int32>, _ order: Int
  ) {
    let width = Lanes.scalarCount
    for k in 0..<order {
      let pivotColumn = matrix + k &* order &* width
      choosePivot(matrix, pivotColumn, pivots + k &* width, k, order)
      let reciprocal = Lanes(1) / load(pivotColumn + k &* width)
      store(reciprocal, pivotColumn + k &* width)
      var i = k &+ 1
      while i < order {
        store(load(pivotColumn + i &* width) * reciprocal, pivotColumn + i &* width)
        i &+= 1
      }
      var j = k &+ 1
      while j < order {
        let target = matrix + j &* order &* width
        let factor = -load(target + k &* width)
        addRows(target, pivotColumn, times: factor, rows: k &+ 1..<order)
        j &+= 1
      }
    }
  }

  /// Notes each lane's largest entry on or below the diagonal, the first of equals, and swaps its row up.
  @inline(always)
  private static func choosePivot(
    _ matrix: UnsafeMutablePointer<Scalar>, _ pivotColumn: UnsafeMutablePointer<Scalar>,
    _ pivots: UnsafeMutablePointer<Int32>, _ k: Int, _ order: Int
  ) {
    let width = Lanes.scalarCount
    var largest = load(pivotColumn + k &* width).magnitude
    var places = Lanes(Double(k))
    var i = k &+ 1
    while i < order {
      let size = load(pivotColumn + i &* width).magnitude
      places = places.replacing(with: Lanes(Double(i)), whereLess: largest, than: size)
      largest = largest.raised(to: size)
      i &+= 1
    }
    for lane in 0..<width {
      let pivot = Int(places[lane])
      pivots[lane] = Int32(truncatingIfNeeded: pivot)
      guard pivot != k else { continue }
      for j in 0..<order {
        let line = matrix + j &* order &* width + lane
        (line[k &* width], line[pivot &* width]) = (line[pivot &* width], line[k &* width])
      }
    }
  }

  /// Adds `factor` times rows of `source` to those of `target`, both of contiguous lanes.
  @inline(always)
  private static func addRows(
    _ target: UnsafeMutablePointer<Scalar>, _ source: UnsafeMutablePointer<Scalar>, times factor: Lanes,
    rows: Range<Int>
  ) {
    var i = rows.lowerBound
    while i < rows.upperBound {
      let place = i &* Lanes.scalarCount
      store(load(target + place).addingProduct(factor, load(source + place)), target + place)
      i &+= 1
    }
  }
}
