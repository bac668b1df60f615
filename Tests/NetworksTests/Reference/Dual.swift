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
    let (value, derivative): (Double, Double)
    switch activation {
    case .tanh: (value, derivative) = (tanh(z), 1 / (cosh(z) * cosh(z)))
    case .sigmoid: (value, derivative) = (sigmoid, exp(-z) * sigmoid * sigmoid)
    case .softplus: (value, derivative) = (log1p(exp(z)), sigmoid)
    case .relu: (value, derivative) = z > 0 ? (z, 1) : (0, 0)
    case .elu: (value, derivative) = z > 0 ? (z, 1) : (expm1(z), exp(z))
    case .gelu:
      let c = (2 / Double.pi).squareRoot()
      let u = c * (z + 0.044715 * z * z * z)
      value = 0.5 * z * (1 + tanh(u))
      derivative = 0.5 * (1 + tanh(u)) + 0.5 * z / (cosh(u) * cosh(u)) * c * (1 + 3 * 0.044715 * z * z)
    case .silu: (value, derivative) = (z * sigmoid, sigmoid * (1 + z * (1 - sigmoid)))
    case .sine: (value, derivative) = (sin(z), cos(z))
    case .exp: (value, derivative) = (exp(z), exp(z))
    case .identity: (value, derivative) = (z, 1)
    }
    return Dual(value: value, tangent: derivative * x.tangent)
  }
}
