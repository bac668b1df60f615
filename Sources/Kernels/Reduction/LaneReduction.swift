/// Reductions that end in fewer numbers than they began with.
enum LaneReduction<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// The sums of the lanes of 16 vectors, neighbours first, one after the other; for 16 lanes the second vector is
  /// unused.
  @inline(always)
  static func totals(_ vectors: InlineArray<16, Lanes>) -> InlineArray<2, Lanes> {
    var v = vectors
    for i in 0..<8 { v[i] = v[2 &* i].laneSums(v[2 &* i &+ 1]) }
    if Lanes.quarterDepth == 1 {
      for i in 0..<4 { v[i] = v[2 &* i].quarterSums(v[2 &* i &+ 1]) }
      for i in 0..<2 { v[i] = v[2 &* i].quarterSums(v[2 &* i &+ 1]) }
      return [v[0], v[1]]
    }
    for i in 0..<4 { v[i] = v[2 &* i].laneSums(v[2 &* i &+ 1]) }
    for i in 0..<2 { v[i] = v[2 &* i].quarterSums(v[2 &* i &+ 1]) }
    return [v[0].quarterSums(v[1]), .zero]
  }

  /// `g[row] += sum over columns of weight x`, summed as in ``LanewiseOuterProduct``.
  @inline(always)
  static func accumulateRowSums(
    _ g: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, weight: UnsafePointer<Scalar>?, rows: Int,
    columns: Int
  ) {
    var row = 0
    while row < rows {
      // See ``LanewiseOuterProduct``.
      var sums = InlineArray<16, Lanes> { _ in .zero }
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
      let totals = totals(sums)
      if height == 16 {
        for v in 0..<16 / Lanes.scalarCount {
          let place = g + (row &+ v &* Lanes.scalarCount)
          store(load(place) + totals[v], place)
        }
      } else {
        for i in 0..<height { g[row &+ i] += totals[i / Lanes.scalarCount][i % Lanes.scalarCount] }
      }
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
