extension Method {
  /// Ralston's method: of those with two stages and order 2, the one with the least bound of its error.
  ///
  /// Mathematics of Computation 16 (1962) 431-437. The quadratic dense output is the one that its two stages determine.
  public static let ralston2 = Method(
    name: "ralston2", order: 2, denseOrder: 2,
    tableau: Tableau(a: [[], [2 / 3]], b: [1 / 4, 3 / 4], c: [0, 2 / 3], dense: [[1, -3 / 4], [0, 3 / 4]]))
}
