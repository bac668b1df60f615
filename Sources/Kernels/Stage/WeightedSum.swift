/// Weighted sums of stages.
enum WeightedSum<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// `out = base + scale * terms`.
  @inline(always)
  static func stageSum(
    _ out: UnsafeMutablePointer<Scalar>, base: UnsafePointer<Scalar>?, scale: UnsafePointer<Scalar>?,
    _ terms: StageTerms<Scalar>, rows: Int, columns: Int
  ) {
    switch terms.count {
    case 1: stageSum(out, base, scale, FixedTerms<Scalar, 1>(terms), rows, columns)
    case 2: stageSum(out, base, scale, FixedTerms<Scalar, 2>(terms), rows, columns)
    case 3: stageSum(out, base, scale, FixedTerms<Scalar, 3>(terms), rows, columns)
    case 4: stageSum(out, base, scale, FixedTerms<Scalar, 4>(terms), rows, columns)
    case 5: stageSum(out, base, scale, FixedTerms<Scalar, 5>(terms), rows, columns)
    case 6: stageSum(out, base, scale, FixedTerms<Scalar, 6>(terms), rows, columns)
    case 7: stageSum(out, base, scale, FixedTerms<Scalar, 7>(terms), rows, columns)
    default: stageSum(out, base, scale, AnyTerms(terms), rows, columns)
    }
  }

  @inline(never)
  private static func stageSum<Terms: TermSum<Scalar>>(
    _ out: UnsafeMutablePointer<Scalar>, _ base: UnsafePointer<Scalar>?, _ scale: UnsafePointer<Scalar>?,
    _ terms: Terms, _ rows: Int, _ columns: Int
  ) {
    guard let scale else {
      var place = 0
      while place < rows &* columns {
        let sum = terms.sum(at: place)
        store(base.map { load($0 + place) + sum } ?? sum, out + place)
        place &+= Lanes.scalarCount
      }
      return
    }
    var row = 0
    while row < rows &* columns {
      var column = 0
      while column < columns {
        let place = row &+ column
        let start = base.map { load($0 + place) } ?? .zero
        store(start.addingProduct(load(scale + column), terms.sum(at: place)), out + place)
        column &+= Lanes.scalarCount
      }
      row &+= columns
    }
  }

  /// `out = base +` the sum of stages with weights that differ by column.
  @inline(always)
  static func columnWeightedSum(
    _ out: UnsafeMutablePointer<Scalar>, base: UnsafePointer<Scalar>?, stages: UnsafePointer<Scalar>, stride: Int,
    count: Int, weights: UnsafePointer<Scalar>, rows: Int, columns: Int
  ) {
    var place = 0
    for _ in 0..<rows {
      var column = 0
      while column < columns {
        var sum = Lanes.zero
        var j = 0
        while j < count {
          sum.addProduct(load(stages + (j &* stride &+ place)), load(weights + (j &* columns &+ column)))
          j &+= 1
        }
        if let base { sum = load(base + place) + sum }
        store(sum, out + place)
        place &+= Lanes.scalarCount
        column &+= Lanes.scalarCount
      }
    }
  }
}
