extension Method {
  /// The asynchronous leapfrog without damping, order 2, one evaluation per step.
  public static let alf = alf(damping: 1)

  /// The asynchronous leapfrog with damping `eta`: above 0.5 and at most 1.
  ///
  /// With the derivative `v` as auxiliary: `u = f(t + h/2, y + h v / 2)`, `v' = v + 2 eta (u - v)`,
  /// `y' = y + h (v + v') / 2`. Source: Mutze, "An asynchronous leapfrog method II" (2013); Zhuang, Dvornek, Tatikonda
  /// and Duncan, "MALI: A memory efficient and reverse accurate integrator for neural ODEs", ICLR 2021.
  /// Undamped it is of order 2 but unstable on every decay; with `eta` below 1 it is stable there and of order 1, and a
  /// step back multiplies errors of `v` by `1 / (2 eta - 1)`. The error is estimated against Euler's method.
  public static func alf(damping eta: Double) -> Method {
    let ratio = 1 / (1 - 2 * eta)
    return Method(
      name: "alf", order: eta == 1 ? 2 : 1, embeddedOrder: 1, denseOrder: eta == 1 ? 2 : 1,
      tableau: Tableau(
        a: [[], [1 / 2]], b: [1 - eta, eta], c: [0, 1 / 2], e: [-eta, eta], dense: [[1, -eta], [0, eta]],
        auxiliary: .derivative(weights: [1 - 2 * eta, 2 * eta])),
      inverse: Inverse(
        order: [0, 1], a: [[0, 0], [-1 / 2, 0]], b: [-(1 + ratio) / 2, eta * ratio],
        auxiliary: .derivative(weights: [ratio, -2 * eta * ratio]), sharesStages: true))
  }
}
