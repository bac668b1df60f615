import Foundation
import Kernels

/// What an activation promises: an error of so many units in the last place of the true result, plus an absolute one.
struct Promise {
  let units: Wide
  let absolute: Wide

  init(_ units: Wide, plus absolute: Wide = 0) {
    self.units = units
    self.absolute = absolute
  }

  /// Whether a result keeps the promise; overflow must be to infinity.
  func holds<S: KernelScalar>(_ result: S, for truth: Wide, rest: Wide = 0) -> Bool {
    if truth.isNaN { return result.isNaN }
    if abs(truth) > S.greatestFiniteMagnitude.wide { return result == (truth > 0 ? .infinity : -.infinity) }
    let error = abs((result.wide - truth) - rest)
    return error <= units * S.spacing(near: truth) + absolute
  }
}

extension Activation {
  /// The function and its derivative in wide arithmetic.
  func reference(_ x: Wide) -> (value: Wide, derivative: Wide) {
    func logistic(_ x: Wide) -> Wide { 1 / (1 + Foundation.exp(-x)) }
    switch self {
    case .tanh: return (Foundation.tanh(x), 1 / (cosh(x) * cosh(x)))
    case .sigmoid: return (logistic(x), logistic(x) * logistic(-x))
    case .softplus: return (x > 50 ? x + log1p(Foundation.exp(-x)) : log1p(Foundation.exp(x)), logistic(x))
    case .relu: return (max(x, 0), x > 0 ? 1 : 0)
    case .elu: return x > 0 ? (x, 1) : (expm1(x), Foundation.exp(x))
    case .gelu:
      let factor = 2 * (2 / Wide.pi).squareRoot()
      let cubic = Wide(44715) / 1_000_000
      let s = logistic(factor * (x + cubic * x * x * x))
      let rest = logistic(-factor * (x + cubic * x * x * x))
      return (x * s, s * (1 + x * rest * factor * (1 + 3 * cubic * x * x)))
    case .silu: return (x * logistic(x), logistic(x) * (1 + x * logistic(-x)))
    case .sine: return (sin(x), cos(x))
    case .exp: return (Foundation.exp(x), Foundation.exp(x))
    case .identity: return (x, 1)
    }
  }

  /// The documented accuracy of a derivative that is made from the value.
  func promiseOfValueDerivative<S: KernelScalar>(_ type: S.Type) -> Promise {
    switch self {
    case .tanh, .sigmoid, .elu: Promise(0, plus: 6 * S.ulpOfOne.wide)
    default: promise(S.self, at: 0).value
    }
  }

  /// The documented accuracy of the value and of the derivative at `x`.
  func promise<S: KernelScalar>(_ type: S.Type, at x: Wide) -> (value: Promise, derivative: Promise) {
    let unit = S.ulpOfOne.wide
    let tiny = S.leastNonzeroMagnitude.wide
    switch self {
    case .tanh: return (Promise(4), Promise(4 + 2 * abs(x), plus: 0x1p-100))
    case .sigmoid: return (Promise(4), Promise(6))
    case .softplus: return (Promise(4), Promise(4))
    case .relu, .identity: return (Promise(0), Promise(0))
    case .elu, .exp: return (Promise(2), Promise(2))
    case .gelu:
      let argument = abs(1.6 * (x + 0.044715 * x * x * x))
      return (Promise(5 + (x < 0 ? 3 * argument : 0), plus: min(abs(x), 30) * tiny), Promise(0, plus: 4 * unit))
    case .silu: return (Promise(5, plus: min(abs(x), 1000) * tiny), Promise(0, plus: 4 * unit))
    case .sine: return (Promise(3), Promise(0, plus: 1.5 * unit))
    }
  }
}
