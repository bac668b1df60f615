import Kernels

/// The polynomials of a column's step by the methods of Adams, in units of the step: its start at 0, its end at 1.
final class AdamsPolynomials {
  /// Over the end, the start and earlier starts: the corrector's.
  let corrector: NewtonBasis
  /// Over the start and earlier ones: the predictor's.
  let predictor: NewtonBasis

  init(in arena: Arena) {
    corrector = NewtonBasis(in: arena)
    predictor = NewtonBasis(in: arena)
  }

  /// Lays out the nodes of a step of size `step` behind `count` earlier ones, `earlier(1)` the latest.
  func layOut(step: Double, count: Int, earlier: (Int) -> Double) {
    predictor.clear()
    corrector.clear()
    corrector.add(1)
    var node = 0.0
    for back in 0...count {
      if back > 0 { node -= earlier(back) / step }
      predictor.add(node)
      corrector.add(node)
    }
  }

  /// The term of node `i` of the corrector: the stages of start and end, then the remembered derivatives by their
  /// place.
  static func term(_ i: Int, place: (Int) -> Int) -> Int { i == 0 ? 1 : i == 1 ? 0 : 2 + place(i - 1) }

  /// Hands over the terms and weights of the dense output `theta` of the way through a step of some order.
  ///
  /// With `derivative` they are those of its derivative by time.
  func dense(
    at theta: Double, derivative: Bool, step: Double, order: Int, earlier: (Int) -> Double, place: (Int) -> Int,
    _ body: (_ term: Int, _ weight: Double) -> Void
  ) {
    layOut(step: step, count: order - 1, earlier: earlier)
    if derivative { corrector.evaluate(at: theta) } else { corrector.integrate(to: theta) }
    for i in 0...order {
      body(Self.term(i, place: place), corrector.weight(i, nodes: order + 1) * (derivative ? 1 : step))
    }
  }
}
