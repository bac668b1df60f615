extension Method {
  /// Heun's method of order 3, Zeitschrift fur Mathematik und Physik 45 (1900) 23-38.
  ///
  /// Dense output: the cubic Hermite interpolant of both ends. With `y_1 - y_0 = h sum_i b_i K_i` it is
  /// `(3 theta^2 - 2 theta^3) b_i` for every stage, and besides `theta - 2 theta^2 + theta^3` for the first and
  /// `theta^3 - theta^2` for the derivative at the end, a stage that nothing else needs.
  public static let heun3 = Method(
    name: "heun3", order: 3, denseOrder: 3,
    tableau: Tableau(
      a: [[], [1 / 3], [0, 2 / 3], [1 / 4, 0, 3 / 4]],
      b: [1 / 4, 0, 3 / 4],
      c: [0, 1 / 3, 2 / 3, 1],
      dense: [
        [1, -5 / 4, 1 / 2],
        [0],
        [0, 9 / 4, -3 / 2],
        [0, -1, 1],
      ]))
}
