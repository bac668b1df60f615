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

  /// Whether all values are finite: zero times a finite number is zero, anything else leaves a NaN.
  @inline(always)
  static func allFinite(_ x: UnsafePointer<Scalar>, count: Int) -> Bool {
    let whole = count &- count % Lanes.scalarCount
    var zeros = Lanes.zero
    var i = 0
    while i < whole {
      zeros.addProduct(load(x + i), .zero)
      i &+= Lanes.scalarCount
    }
    zeros.addProduct(loadPart(x + whole, count &- whole), .zero)
    return zeros.indices.allSatisfy { zeros[$0] == 0 }
  }
}
