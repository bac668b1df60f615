extension Method {
  /// Heun's method, the explicit trapezoidal rule, order 2, with the quadratic dense output that its two stages
  /// determine.
  public static let heun2 = Method(name: "heun2", order: 2, denseOrder: 2, tableau: heunTableau())

  /// Heun's method with Euler's embedded in it, a 2(1) pair: the difference of both is the error of Euler's.
  public static let heun21 = Method(
    name: "heun21", order: 2, embeddedOrder: 1, denseOrder: 2, tableau: heunTableau(e: [-1 / 2, 1 / 2]))

  private static func heunTableau(e: [Double] = []) -> Tableau {
    Tableau(a: [[], [1]], b: [1 / 2, 1 / 2], c: [0, 1], e: e, dense: [[1, -1 / 2], [0, 1 / 2]])
  }
}
