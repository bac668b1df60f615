import Kernels
import Networks
import Testing

/// One shape of perceptron to test.
struct MLPCase: Sendable, CustomTestStringConvertible {
  var stateCount = 3
  var hidden: [Int]
  var activation: Activation
  var includesTime: Bool
  var power: Int
  var hasLinearPart = false

  /// Every activation with powers 1 to 3, with and without time, and 0 to 3 hidden layers.
  static let all: [MLPCase] =
    Activation.allCases.flatMap { activation in
      [[], [5], [7, 4], [4, 17, 3]].flatMap { hidden in
        [false, true].flatMap { time in
          (1...3).map { MLPCase(hidden: hidden, activation: activation, includesTime: time, power: $0) }
        }
      }
    } + withLinearPart

  /// With a linear part besides.
  static let withLinearPart = [
    MLPCase(hidden: [], activation: .tanh, includesTime: true, power: 2, hasLinearPart: true),
    MLPCase(hidden: [5], activation: .tanh, includesTime: false, power: 1, hasLinearPart: true),
    MLPCase(stateCount: 6, hidden: [4, 17, 3], activation: .silu, includesTime: true, power: 3, hasLinearPart: true),
  ]

  /// With and without hidden layers, time, a power, and derivatives that follow from values.
  static let few =
    [
      MLPCase(hidden: [], activation: .tanh, includesTime: true, power: 1),
      MLPCase(hidden: [17], activation: .tanh, includesTime: false, power: 3),
      MLPCase(hidden: [4, 17, 3], activation: .silu, includesTime: true, power: 2),
      MLPCase(hidden: [7, 40], activation: .elu, includesTime: false, power: 1),
    ] + withLinearPart

  /// The field of this shape.
  func field<Scalar: KernelScalar>(_ type: Scalar.Type) -> MLPField<Scalar> {
    MLPField(
      stateCount: stateCount, hidden: hidden, activation: activation, includesTime: includesTime, power: power,
      hasLinearPart: hasLinearPart)
  }

  /// Roundings on the longest path of a product with the Jacobian.
  var roundings: Int { (hidden + [stateCount + 1]).reduce(0) { $0 + $1 + 2 } + 2 + (hasLinearPart ? stateCount : 0) }

  var testDescription: String {
    "\(hidden) \(activation) time \(includesTime) power \(power)" + (hasLinearPart ? " and linear" : "")
  }
}
