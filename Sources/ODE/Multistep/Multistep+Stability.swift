import Kernels

extension Multistep {
  /// Where the interval of stability on the negative real axis ends for steps of one size with a predictor of order
  /// `order`.
  ///
  /// On `y' = -x y` with step 1, PECE is a recursion over `order` states; it is stable as long as all roots of its
  /// characteristic polynomial lie in the unit circle (Hairer and Wanner, "Solving Ordinary Differential Equations II",
  /// V.1).
  static func realStabilityBound(order: Int) -> Double {
    let arena = Arena(capacity: Arena.bytes { _ = AdamsPolynomials(in: $0) })
    let polynomials = AdamsPolynomials(in: arena)
    polynomials.layOut(step: 1, count: order - 1) { _ in 1 }
    polynomials.predictor.integrate(to: 1)
    polynomials.corrector.integrate(to: 1)
    let predictor = (0..<order).map { polynomials.predictor.weight($0, nodes: order) }
    let corrector = (0...order).map { polynomials.corrector.weight($0, nodes: order + 1) }
    func isStable(_ x: Double) -> Bool {
      // y' = y + z (b_p p + sum_i b_i y_i), p = y + z sum_i a_i y_i, with y_0 = y the latest and z = -x.
      let factors = (0..<order).map { i in
        let own = i == 0 ? 1 - x * corrector[0] : 0
        return own - x * corrector[i + 1] + x * x * corrector[0] * predictor[i]
      }
      return areInUnitCircle([1] + factors.map { -$0 })
    }
    var x = 0.0
    while isStable(x + 1.0 / 64) { x += 1.0 / 64 }
    var (inside, outside) = (x, x + 1.0 / 64)
    for _ in 0..<40 {
      let middle = (inside + outside) / 2
      if isStable(middle) { inside = middle } else { outside = middle }
    }
    return inside
  }

  /// Whether all roots of a polynomial, coefficients from the highest down, lie in the unit circle (Schur and Cohn).
  private static func areInUnitCircle(_ coefficients: [Double]) -> Bool {
    var row = coefficients
    while row.count > 1 {
      let (first, last) = (row[0], row[row.count - 1])
      guard abs(last) < abs(first) else { return false }
      let reversed = Array(row.reversed())
      row = (0..<row.count - 1).map { first * row[$0] - last * reversed[$0] }
    }
    return true
  }
}
