@testable import ODE

extension Method {
  /// The strong-stability-preserving method of order 3, Shu and Osher, Journal of Computational Physics 77 (1988)
  /// 439-471, (2.18).
  ///
  /// Dense output: the cubic Hermite interpolant of both ends, as in ``heun3``; the derivative at the end is a stage
  /// that nothing else needs.
  static let ssprk3 = Method(
    name: "ssprk3", order: 3, denseOrder: 3,
    tableau: Tableau(
      a: [[], [1], [1 / 4, 1 / 4], [1 / 6, 1 / 6, 2 / 3]],
      b: [1 / 6, 1 / 6, 2 / 3],
      c: [0, 1, 1 / 2, 1],
      dense: [
        [1, -3 / 2, 2 / 3],
        [0, 1 / 2, -1 / 3],
        [0, 2, -4 / 3],
        [0, -1, 1],
      ]))
}
