extension Method {
  /// Ralston's method, the one of two stages and order 2 with the least bound of its error, Mathematics of Computation
  /// 16 (1962) 431-437, with the quadratic dense output that its two stages determine.
  public static let ralston2 = Method(
    name: "ralston2", order: 2, denseOrder: 2,
    tableau: Tableau(a: [[], [2 / 3]], b: [1 / 4, 3 / 4], c: [0, 2 / 3], dense: [[1, -3 / 4], [0, 3 / 4]]))
}
