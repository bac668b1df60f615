extension Tableau {
  /// The end of the interval of stability on the negative real axis.
  ///
  /// The largest `x` with `|R(-x)| <= 1` from 0 on, `R` being the stability function (Hairer and Wanner, "Solving
  /// Ordinary Differential Equations II", IV.2).
  ///
  /// Nil for a method without end of stability, as all implicit ones here are, or that is more than stages and weights.
  var realStabilityBound: Double? {
    guard auxiliary == nil && partition == nil && !isImplicit else { return nil }
    var x = 0.0
    let step = 1.0 / 64
    while amplification(-(x + step)) <= 1 + 1e-12 {
      x += step
      if x > 1000 { return nil }
    }
    var (inside, outside) = (x, x + step)
    for _ in 0..<40 {
      let middle = (inside + outside) / 2
      if amplification(-middle) <= 1 + 1e-12 { inside = middle } else { outside = middle }
    }
    return inside
  }

  /// `|R(z)|`, the factor of one step of size 1 on `y' = z y`.
  private func amplification(_ z: Double) -> Double {
    var stages: [Double] = []
    for row in a { stages.append(z * (1 + zip(row, stages).reduce(0) { $0 + $1.0 * $1.1 })) }
    return abs(1 + zip(b, stages).reduce(0) { $0 + $1.0 * $1.1 })
  }
}
