extension Method {
  /// The reversible Heun method, order 2, one evaluation per step.
  ///
  /// With the auxiliary `x`: `x' = 2 y - x + h f(t, x)`, `y' = y + h (f(t, x) + f(t + h, x')) / 2`; a step back is the
  /// same step with `-h`. Source: Kidger, Foster, Li and Lyons, "Efficient and Accurate Gradients for Neural SDEs",
  /// NeurIPS 34 (2021). The error is estimated against Euler's method; the dense output is the quadratic that the
  /// two derivatives determine. On decay `y - x` oscillates without dying down, so it is for fields that do not damp.
  public static let reversibleHeun = Method(
    name: "reversibleHeun", order: 2, embeddedOrder: 1, denseOrder: 2,
    tableau: Tableau(
      a: [[], [1]], b: [1 / 2, 1 / 2], c: [0, 1], e: [-1 / 2, 1 / 2], dense: [[1, -1 / 2], [0, 1 / 2]],
      auxiliary: .state(arguments: [[0, 1], [2, -1]], state: [1, 0], own: [2, -1], weights: [1, 0])),
    inverse: Inverse(
      order: [1, 0], a: [[0, -1], [0, 0]], b: [-1 / 2, -1 / 2],
      auxiliary: .state(arguments: [[2, -1], [0, 1]], state: [1, 0], own: [2, -1], weights: [0, -1]),
      sharesStages: true))
}
