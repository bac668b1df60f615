import ODE

/// A problem of the Test Set for IVP Solvers (Mazzia and Magherini, 2008) with its end values, which the set's RADAU
/// computed at rtol = atol = 1.1e-18.
struct StiffProblem: Sendable {
  let name: String
  let start: [Double]
  let end: Double
  let solution: [Double]
  /// The absolute tolerance that makes the smallest component count.
  let absoluteTolerance: Double
  let field: ClosureField<Double>

  private init(
    _ name: String, from start: [Double], to end: Double, _ solution: [Double], absoluteTolerance: Double,
    value: @escaping @Sendable ([Double]) -> [Double], jacobian: @escaping @Sendable ([Double]) -> [[Double]]
  ) {
    self.name = name
    self.start = start
    self.end = end
    self.solution = solution
    self.absoluteTolerance = absoluteTolerance
    field = ClosureField(
      stateCount: start.count, parameterCount: 0, value: { _, y, _ in value(y) }, jacobian: { _, y, _ in jacobian(y) },
      parameterJacobian: { _, y, _ in y.map { _ in [] } }, timeDerivative: { _, y, _ in y.map { _ in 0 } })
  }

  static let all = [hires, vanDerPol, oregonator, robertson]

  /// The high irradiance response of plants, eight reactions.
  static let hires = StiffProblem(
    "HIRES", from: [1, 0, 0, 0, 0, 0, 0, 0.0057], to: 321.8122,
    [
      7.371312573325668e-4, 1.442485726316185e-4, 5.888729740967575e-5, 1.175651343283149e-3, 2.386356198831331e-3,
      6.238968252742796e-3, 2.849998395185769e-3, 2.850001604814231e-3,
    ], absoluteTolerance: 1e-12,
    value: { y in
      let last = 280 * y[5] * y[7] - 1.81 * y[6]
      return [
        -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007, 1.71 * y[0] - 8.75 * y[1],
        -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4], 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3],
        -1.745 * y[4] + 0.43 * (y[5] + y[6]),
        -280 * y[5] * y[7] + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6], last, -last,
      ]
    },
    jacobian: { y in
      let (a, b) = (280 * y[7], 280 * y[5])
      return [
        [-1.71, 0.43, 8.32, 0, 0, 0, 0, 0], [1.71, -8.75, 0, 0, 0, 0, 0, 0], [0, 0, -10.03, 0.43, 0.035, 0, 0, 0],
        [0, 8.32, 1.71, -1.12, 0, 0, 0, 0], [0, 0, 0, 0, -1.745, 0.43, 0.43, 0],
        [0, 0, 0, 0.69, 1.71, -a - 0.43, 0.69, -b], [0, 0, 0, 0, 0, a, -1.81, b], [0, 0, 0, 0, 0, -a, 1.81, -b],
      ]
    })

  /// Van der Pol's oscillator with a stiffness of 10^6.
  static let vanDerPol = StiffProblem(
    "VDPOL", from: [2, 0], to: 2, [1.706167732170483, -0.8928097010247975], absoluteTolerance: 1e-8,
    value: { y in [y[1], 1e6 * ((1 - y[0] * y[0]) * y[1] - y[0])] },
    jacobian: { y in [[0, 1], [1e6 * (-2 * y[0] * y[1] - 1), 1e6 * (1 - y[0] * y[0])]] })

  /// The Oregonator of Belousov and Zhabotinsky's reaction.
  static let oregonator = StiffProblem(
    "OREGO", from: [1, 2, 3], to: 360, [1.000814870318523, 1228.178521549917, 132.0554942846706],
    absoluteTolerance: 1e-8,
    value: { y in
      [
        77.27 * (y[1] + y[0] * (1 - 8.375e-6 * y[0] - y[1])), (y[2] - (1 + y[0]) * y[1]) / 77.27,
        0.161 * (y[0] - y[2]),
      ]
    },
    jacobian: { y in
      [
        [77.27 * (1 - 2 * 8.375e-6 * y[0] - y[1]), 77.27 * (1 - y[0]), 0],
        [-y[1] / 77.27, -(1 + y[0]) / 77.27, 1 / 77.27], [0.161, 0, -0.161],
      ]
    })

  /// Robertson's three reactions over eleven decades of time.
  static let robertson = StiffProblem(
    "ROBER", from: [1, 0, 0], to: 1e11, [2.083340149701255e-8, 8.333360770334713e-14, 0.9999999791665050],
    absoluteTolerance: 1e-20,
    value: { y in
      let (slow, fast, quadratic) = (0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1])
      return [fast - slow, slow - fast - quadratic, quadratic]
    },
    jacobian: { y in
      let (a, b, c) = (1e4 * y[2], 1e4 * y[1], 6e7 * y[1])
      return [[-0.04, a, b], [0.04, -a - c, -b], [0, c, 0]]
    })
}
