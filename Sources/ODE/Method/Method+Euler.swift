extension Method {
  /// Euler's method, order 1, with linear dense output.
  public static let euler = Method(
    name: "euler", order: 1, denseOrder: 1, tableau: Tableau(a: [[]], b: [1], c: [0], dense: [[1]]))
}
