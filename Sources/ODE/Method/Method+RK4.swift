extension Method {
  /// The classical method of Kutta (1901), order 4.
  ///
  /// Dense output: the continuous extension of order 3 in Hairer, Norsett and Wanner, "Solving Ordinary Differential
  /// Equations I" (2nd ed.), II.6.
  public static let rk4 = Method(
    name: "rk4", order: 4, denseOrder: 3,
    tableau: Tableau(
      a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
      b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
      c: [0, 1 / 2, 1 / 2, 1],
      dense: [
        [1, -3 / 2, 2 / 3],
        [0, 1, -2 / 3],
        [0, 1, -2 / 3],
        [0, -1 / 2, 2 / 3],
      ]))
}
