/// Reductions that end in fewer numbers than they began with.
enum LaneReduction<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// `g[row] += sum over columns of weight x`, summed as in ``OuterProduct``.
  @inline(always)
  static func accumulateRowSums(
    _ g: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, weight: UnsafePointer<Scalar>?, rows: Int,
    columns: Int
  ) {
    var row = 0
    while row < rows {
      var sums = InlineArray<16, Lanes>(repeating: .zero)
      let height = min(16, rows &- row)
      for i in 0..<height {
        let start = x + (row &+ i) &* columns
        var sum = Lanes.zero
        var j = 0
        if let weight {
          while j < columns {
            sum.addProduct(load(start + j), load(weight + j))
            j &+= Lanes.scalarCount
          }
        } else {
          while j < columns {
            sum += load(start + j)
            j &+= Lanes.scalarCount
          }
        }
        sums[i] = sum
      }
      let totals = OuterProduct<Scalar>.laneSums(sums)
      for i in 0..<height { g[row &+ i] += totals[i] }
      row &+= 16
    }
  }

  /// The largest magnitude of `count` values, where NaN counts as infinite.
  @inline(always)
  static func largestMagnitude(_ x: UnsafePointer<Scalar>, count: Int) -> Scalar {
    let width = Lanes.scalarCount
    let whole = count &- count % width
    var largest = magnitude(loadPart(x + whole, count &- whole))
    var other = Lanes.zero
    var i = 0
    while i &+ 2 &* width <= whole {
      largest = largest.raised(to: magnitude(load(x + i)))
      other = other.raised(to: magnitude(load(x + i + width)))
      i &+= 2 &* width
    }
    if i < whole { other = other.raised(to: magnitude(load(x + i))) }
    largest = largest.raised(to: other)
    return largest.indices.reduce(0) { largest[$1] > $0 ? largest[$1] : $0 }
  }

  /// The magnitude of each lane, infinite for NaN.
  @inline(always)
  private static func magnitude(_ x: Lanes) -> Lanes {
    x.magnitude.replacing(with: Lanes(repeating: .infinity), whereNaN: x)
  }
}
