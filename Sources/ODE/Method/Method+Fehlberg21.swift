extension Method {
  /// Fehlberg's pair RK1(2), NASA Technical Report R-315 (1969), advanced with its method of order 2.
  ///
  /// The pair's error estimate, `h (K_3 - K_1) / 512`, is that of its method of order 1, which was made to have a small
  /// one. It is smaller than the difference of other pairs, and the errors that a tolerance allows are larger.
  ///
  /// Dense output: the quadratic with `b_i'(0)` the first stage alone and `b_i(1) = b_i`, which is of order 2 since
  /// `sum_i b_i c_i = 1 / 2`.
  public static let fehlberg21 = Method(
    name: "fehlberg21", order: 2, embeddedOrder: 1, denseOrder: 2,
    tableau: Tableau(
      a: [[], [1 / 2], [1 / 256, 255 / 256]],
      b: [1 / 512, 255 / 256, 1 / 512],
      c: [0, 1 / 2, 1],
      e: [-1 / 512, 0, 1 / 512],
      dense: [
        [1, -511 / 512],
        [0, 255 / 256],
        [0, 1 / 512],
      ]))
}
