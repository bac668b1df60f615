extension Method {
  /// The 3/8 rule of Kutta, Zeitschrift fur Mathematik und Physik 46 (1901) 435-453, order 4.
  ///
  /// Dense output of order 3: the four conditions up to that order, `sum b_i(theta) = theta`,
  /// `sum b_i(theta) c_i = theta^2 / 2`, `sum b_i(theta) c_i^2 = theta^3 / 3` and
  /// `sum b_i(theta) a_ij c_j = theta^3 / 6`, determine the weights of the four stages.
  public static let rk4ThreeEighths = Method(
    name: "rk4-38", order: 4, denseOrder: 3,
    tableau: Tableau(
      a: [[], [1 / 3], [-1 / 3, 1], [1, -1, 1]],
      b: [1 / 8, 3 / 8, 3 / 8, 1 / 8],
      c: [0, 1 / 3, 2 / 3, 1],
      dense: [
        [1, -15 / 8, 1],
        [0, 15 / 8, -3 / 2],
        [0, 3 / 8],
        [0, -3 / 8, 1 / 2],
      ]))
}
