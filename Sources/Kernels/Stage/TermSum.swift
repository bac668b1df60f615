/// A weighted sum of stages that can be evaluated place by place.
protocol TermSum<Scalar> {
  associatedtype Scalar: LaneScalar

  /// The terms at one place, added in their order, starting from the first product.
  func sum(at place: Int) -> Scalar.Lanes
}

/// A sum of a number of terms known to the compiler: stages and weights stay in registers.
struct FixedTerms<Scalar: LaneScalar, let count: Int>: TermSum {
  private let stages: InlineArray<count, UnsafePointer<Scalar>>
  private let weights: InlineArray<count, Scalar.Lanes>

  /// Reads where the first `count` terms lie.
  @inline(always)
  init(_ terms: StageTerms<Scalar>) {
    stages = InlineArray { terms.stages + Int(terms.indices[$0]) &* terms.stride }
    weights = InlineArray { Scalar.Lanes(repeating: terms.weights[$0]) }
  }

  @inline(always)
  func sum(at place: Int) -> Scalar.Lanes {
    var sum = load(stages[0] + place) * weights[0]
    for j in 1..<count { sum.addProduct(load(stages[j] + place), weights[j]) }
    return sum
  }
}

/// A sum of any number of terms; of none it is zero.
struct AnyTerms<Scalar: LaneScalar>: TermSum {
  private let terms: StageTerms<Scalar>

  /// Takes the terms as they are.
  @inline(always)
  init(_ terms: StageTerms<Scalar>) { self.terms = terms }

  @inline(always)
  func sum(at place: Int) -> Scalar.Lanes {
    guard terms.count > 0 else { return .zero }
    let stages = terms.stages + place
    var sum = load(stages + Int(terms.indices[0]) &* terms.stride) * Scalar.Lanes(repeating: terms.weights[0])
    var j = 1
    while j < terms.count {
      sum.addProduct(
        load(stages + Int(terms.indices[j]) &* terms.stride), Scalar.Lanes(repeating: terms.weights[j]))
      j &+= 1
    }
    return sum
  }
}
