import Foundation

extension DetestTests {
  static let problems: [Problem] = classA + classB + classC + classD + classE

  /// Single equations.
  private static let classA: [Problem] = [
    Problem(name: "A1", initial: [1], multiple: 2) { _, y in [-y[0]] },
    Problem(name: "A2", initial: [1], multiple: 2) { _, y in [-y[0] * y[0] * y[0] / 2] },
    Problem(name: "A3", initial: [1], multiple: 30) { t, y in [y[0] * cos(t)] },
    Problem(name: "A4", initial: [1], multiple: 5) { _, y in [y[0] / 4 * (1 - y[0] / 20)] },
    Problem(name: "A5", initial: [4], multiple: 60) { t, y in [(y[0] - t) / (y[0] + t)] },
  ]

  /// Small systems: conflicting populations, chemical reactions, a torus, a rigid body.
  private static let classB: [Problem] = [
    Problem(name: "B1", initial: [1, 3], multiple: 200) { _, y in
      [2 * (y[0] - y[0] * y[1]), -(y[1] - y[0] * y[1])]
    },
    Problem(name: "B2", initial: [2, 0, 1], multiple: 2) { _, y in
      [-y[0] + y[1], y[0] - 2 * y[1] + y[2], y[1] - y[2]]
    },
    Problem(name: "B3", initial: [1, 0, 0], multiple: 2) { _, y in [-y[0], y[0] - y[1] * y[1], y[1] * y[1]] },
    Problem(name: "B4", initial: [3, 0, 0], multiple: 30) { _, y in
      let r = (y[0] * y[0] + y[1] * y[1]).squareRoot()
      return [-y[1] - y[0] * y[2] / r, y[0] - y[1] * y[2] / r, y[0] / r]
    },
    Problem(name: "B5", initial: [0, 1, 1], multiple: 30) { _, y in
      [y[1] * y[2], -y[0] * y[2], -0.51 * y[0] * y[1]]
    },
  ]

  /// Larger systems: decay chains, diffusion, the five outer planets.
  private static let classC: [Problem] = [
    Problem(name: "C1", initial: unit(10), multiple: 5) { _, y in chain(y) { _ in 1 } },
    Problem(name: "C2", initial: unit(10), multiple: 2) { _, y in chain(y) { Double($0 + 1) } },
    Problem(name: "C3", initial: unit(10), multiple: 2) { _, y in diffusion(y) },
    Problem(name: "C4", initial: unit(51), multiple: 5) { _, y in diffusion(y) },
    Problem(name: "C5", initial: planetStart, multiple: 40) { _, y in planets(y) },
  ]

  /// Orbits of eccentricity 0.1, 0.5 and 0.9.
  private static let classD: [Problem] = [
    Problem(name: "D1", initial: orbitStart(0.1), multiple: 400) { _, y in orbit(y) },
    Problem(name: "D3", initial: orbitStart(0.5), multiple: 1000) { _, y in orbit(y) },
    Problem(name: "D5", initial: orbitStart(0.9), multiple: 1000) { _, y in orbit(y) },
  ]

  /// Equations of second order: Bessel's, Van der Pol's, Duffing's, a falling body, a pursuit.
  private static let classE: [Problem] = [
    Problem(name: "E1", initial: [0.6713967071418030, 0.09540051444747446], multiple: 30) { t, y in
      [y[1], -(y[1] / (t + 1) + (1 - 0.25 / ((t + 1) * (t + 1))) * y[0])]
    },
    Problem(name: "E2", initial: [2, 0], multiple: 20) { _, y in [y[1], (1 - y[0] * y[0]) * y[1] - y[0]] },
    Problem(name: "E3", initial: [0, 0], multiple: 30) { t, y in
      [y[1], y[0] * y[0] * y[0] / 6 - y[0] + 2 * sin(2.78535 * t)]
    },
    Problem(name: "E4", initial: [30, 0], multiple: 2) { _, y in [y[1], 0.032 - 0.4 * y[1] * y[1]] },
    Problem(name: "E5", initial: [0, 0], multiple: 2) { t, y in
      [y[1], (1 + y[1] * y[1]).squareRoot() / (25 - t)]
    },
  ]

  private static func unit(_ count: Int) -> [Double] { (0..<count).map { $0 == 0 ? 1 : 0 } }

  private static func chain(_ y: [Double], rate: (Int) -> Double) -> [Double] {
    y.indices.map { i in
      (i > 0 ? rate(i - 1) * y[i - 1] : 0) - (i < y.count - 1 ? rate(i) * y[i] : 0)
    }
  }

  private static func diffusion(_ y: [Double]) -> [Double] {
    y.indices.map { i in (i > 0 ? y[i - 1] : 0) - 2 * y[i] + (i < y.count - 1 ? y[i + 1] : 0) }
  }

  private static func orbitStart(_ e: Double) -> [Double] { [1 - e, 0, 0, ((1 + e) / (1 - e)).squareRoot()] }

  private static func orbit(_ y: [Double]) -> [Double] {
    let r = pow(y[0] * y[0] + y[1] * y[1], 1.5)
    return [y[2], y[3], -y[0] / r, -y[1] / r]
  }

  private static let planetStart: [Double] = [
    3.42947415189, 3.35386959711, 1.35494901715, 6.64145542550, 5.97156957878, 2.18231499728, 11.2630437207,
    14.6952576794, 6.27960525067, -30.1552268759, 1.65699966404, 1.43785752721, -21.1238353380, 28.4465098142,
    15.3882659679, -0.557160570446, 0.505696783289, 0.230578543901, -0.415570776342, 0.365682722812, 0.169143213293,
    -0.325325669158, 0.189706021964, 0.0877265322780, -0.0240476254170, -0.287659532608, -0.117219543175,
    -0.176860753121, -0.216393453025, -0.0148647893090,
  ]

  private static func planets(_ y: [Double]) -> [Double] {
    let masses = [0.000954786104043, 0.000285583733151, 0.0000437273164546, 0.0000517759138449, 0.00000277777777778]
    func cube(_ d: (Int) -> Double) -> Double { pow(d(0) * d(0) + d(1) * d(1) + d(2) * d(2), 1.5) }
    let far = (0..<5).map { j in cube { y[3 * j + $0] } }
    var pull = [Double](repeating: 0, count: 15)
    for j in 0..<5 {
      for i in 0..<3 { pull[3 * j + i] = -(1.00000597682 + masses[j]) * y[3 * j + i] / far[j] }
      for k in 0..<5 where k != j {
        let away = cube { y[3 * k + $0] - y[3 * j + $0] }
        for i in 0..<3 {
          pull[3 * j + i] += masses[k] * ((y[3 * k + i] - y[3 * j + i]) / away - y[3 * k + i] / far[k])
        }
      }
    }
    return y[15...] + pull.map { 2.95912208286 * $0 }
  }
}
