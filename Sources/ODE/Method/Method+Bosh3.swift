extension Method {
  /// Bogacki and Shampine's 3(2) pair, Applied Mathematics Letters 2 (1989) 321-325.
  ///
  /// Dense output: the cubic Hermite interpolant of both ends, written as weights of the stages.
  public static let bosh3 = Method(
    name: "bosh3", order: 3, embeddedOrder: 2, denseOrder: 3,
    tableau: Tableau(
      a: [[], [1 / 2], [0, 3 / 4], [2 / 9, 1 / 3, 4 / 9]],
      b: [2 / 9, 1 / 3, 4 / 9, 0],
      c: [0, 1 / 2, 3 / 4, 1],
      e: [-5 / 72, 1 / 12, 1 / 9, -1 / 8],
      dense: [
        [1, -4 / 3, 5 / 9],
        [0, 1, -2 / 3],
        [0, 4 / 3, -8 / 9],
        [0, -1, 1],
      ]))
}
