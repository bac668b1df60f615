import Foundation
import Kernels

/// A dual number `value + tangent e` with `e^2 = 0`: arithmetic on it carries an exact derivative along.
struct Dual {
  var value: Double
  var tangent: Double = 0

  static func + (x: Dual, y: Dual) -> Dual { Dual(value: x.value + y.value, tangent: x.tangent + y.tangent) }

  static func * (x: Dual, y: Dual) -> Dual {
    Dual(value: x.value * y.value, tangent: x.tangent * y.value + x.value * y.tangent)
  }

  /// The value and derivative of an activation, from its textbook definition.
  static func activation(_ activation: Activation, _ x: Dual) -> Dual {
    let z = x.value
    let sigmoid = 1 / (1 + exp(-z))
    let (value, slope): (Double, Double)
    switch activation {
    case .tanh: (value, slope) = (tanh(z), 1 / (cosh(z) * cosh(z)))
    case .sigmoid: (value, slope) = (sigmoid, exp(-z) * sigmoid * sigmoid)
    case .softplus: (value, slope) = (log1p(exp(z)), sigmoid)
    case .relu: (value, slope) = z > 0 ? (z, 1) : (0, 0)
    case .elu: (value, slope) = z > 0 ? (z, 1) : (expm1(z), exp(z))
    case .gelu:
      let c = (2 / Double.pi).squareRoot()
      let u = c * (z + 0.044715 * z * z * z)
      value = 0.5 * z * (1 + tanh(u))
      slope = 0.5 * (1 + tanh(u)) + 0.5 * z / (cosh(u) * cosh(u)) * c * (1 + 3 * 0.044715 * z * z)
    case .silu: (value, slope) = (z * sigmoid, sigmoid * (1 + z * (1 - sigmoid)))
    case .sine: (value, slope) = (sin(z), cos(z))
    case .exp: (value, slope) = (exp(z), exp(z))
    case .identity: (value, slope) = (z, 1)
    }
    return Dual(value: value, tangent: slope * x.tangent)
  }
}
