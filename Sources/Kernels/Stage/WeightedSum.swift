/// Weighted sums of stages.
enum WeightedSum<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// The sum of a step's terms at one place, in their order, starting from the first product.
  @inline(always)
  static func terms(_ terms: StageTerms<Scalar>, at place: Int) -> Lanes {
    guard terms.count > 0 else { return .zero }
    let stages = terms.stages + place
    var sum = load(stages + Int(terms.indices[0]) &* terms.stride) * Lanes(repeating: terms.weights[0])
    var j = 1
    while j < terms.count {
      sum.addProduct(
        load(stages + Int(terms.indices[j]) &* terms.stride), Lanes(repeating: terms.weights[j]))
      j &+= 1
    }
    return sum
  }

  /// `out = base + scale * terms`.
  @inline(always)
  static func stageSum(
    _ out: UnsafeMutablePointer<Scalar>, base: UnsafePointer<Scalar>?, scale: UnsafePointer<Scalar>?,
    _ terms: StageTerms<Scalar>, rows: Int, columns: Int
  ) {
    var place = 0
    for _ in 0..<rows {
      var column = 0
      while column < columns {
        let sum = Self.terms(terms, at: place)
        let start = base.map { load($0 + place) } ?? .zero
        let factor = scale.map { load($0 + column) } ?? Lanes(1)
        store(start.addingProduct(factor, sum), out + place)
        place &+= Lanes.scalarCount
        column &+= Lanes.scalarCount
      }
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
