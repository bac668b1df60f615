import Glibc

/// The nodes and weights of Gauss's quadrature on the interval from 0 to 1.
///
/// With `n` nodes it integrates polynomials of degree `2 n - 1` exactly. The nodes are the roots of Legendre's
/// polynomial, found by Newton's method from a cosine (Davis and Rabinowitz, "Methods of Numerical Integration" (2nd
/// ed.), 2.7).
struct GaussNodes {
  /// The nodes, in order, and their weights, which add up to 1.
  let points: [(place: Double, weight: Double)]

  /// The quadrature with `count` nodes.
  init(count n: Int) {
    precondition(n > 0, "a quadrature has a node")
    points = (0..<n).reversed().map { index in
      var x = cos(.pi * (Double(index) + 0.75) / (Double(n) + 0.5))
      var derivative = 1.0
      // Newton's method doubles the digits each time; a cosine is good to two.
      for _ in 0..<6 {
        let (value, before) = Self.legendre(n, at: x)
        derivative = Double(n) * (x * value - before) / (x * x - 1)
        x -= value / derivative
      }
      return ((1 + x) / 2, 1 / ((1 - x * x) * derivative * derivative))
    }
  }

  /// Legendre's polynomials of degree `n` and `n - 1`.
  private static func legendre(_ n: Int, at x: Double) -> (value: Double, before: Double) {
    var (value, before) = (x, 1.0)
    for k in 1..<max(1, n) {
      (value, before) = ((Double(2 * k + 1) * x * value - Double(k) * before) / Double(k + 1), value)
    }
    return (value, before)
  }
}
