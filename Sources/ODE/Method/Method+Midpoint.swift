extension Method {
  /// The explicit midpoint rule (Runge 1895), order 2, with the quadratic dense output that its two stages determine.
  public static let midpoint = Method(
    name: "midpoint", order: 2, denseOrder: 2,
    tableau: Tableau(a: [[], [1 / 2]], b: [0, 1], c: [0, 1 / 2], dense: [[1, -1], [0, 1]]))
}
