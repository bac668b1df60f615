/// An elementwise nonlinearity of a network.
///
/// Errors are given in units in the last place (ulp) of the true result, for `Float` and `Double` alike, and hold for
/// every finite argument; `eps` is the spacing of the type at 1, `tiny` its smallest positive number. NaN gives NaN. A
/// point has the same bits in any lane, on any CPU, with or without the derivative.
public enum Activation: String, CaseIterable, Sendable {
  /// The hyperbolic tangent, within 4 ulp; its derivative within `4 + 2|x|` ulp plus 2^-100, the second one
  /// within `10 + 2|x|` ulp plus 2^-99.
  case tanh
  /// The logistic function `1 / (1 + exp(-x))`, within 4 ulp; its derivative within 6 ulp, the second one within
  /// 6 ulp plus `3 eps` of the first.
  case sigmoid
  /// `log(1 + exp(x))`, within 4 ulp, as is its derivative; the second one within 6 ulp.
  case softplus
  /// `max(x, 0)`, exact; the derivative at 0 is 0, the second one is 0 everywhere.
  case relu
  /// `x` for `x > 0`, `exp(x) - 1` otherwise, within 2 ulp, as are its derivatives; at 0 they are 1.
  case elu
  /// `x Phi(x)` with the tanh approximation of Hendrycks and Gimpel (2016):
  /// `x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))`.
  ///
  /// Within 5 ulp for positive `x`. For negative `x` the rounding of the tangent's argument `u` adds up to `6|u|` ulp,
  /// and subnormal factors `30 tiny`. The derivative, which has a zero near -0.75, is within `4 eps`, the second one
  /// within `8 eps`.
  case gelu
  /// `x sigmoid(x)`, also called swish, within 5 ulp plus `1000 tiny`; its derivative, which has a zero near -1.28,
  /// within `4 eps`.
  case silu
  /// The sine, for SIREN-like fields, within 3 ulp; its derivative within `1.5 eps`, the second one within 3 ulp.
  ///
  /// Infinite angles give NaN.
  case sine
  /// The exponential, within 2 ulp, as are its derivatives.
  case exp
  /// `x` itself: a linear layer, whose second derivative is 0.
  case identity

  /// Whether the derivative follows from the value, as in `1 - tanh^2`: then nobody needs to keep it.
  ///
  /// A derivative from the value is as accurate as the rounded value tells it: within `6 eps` for ``tanh``, ``sigmoid``
  /// and ``elu``, where a saturated value knows nothing of the tail; for the others as accurate as the value.
  public var derivativeFollowsFromValue: Bool {
    switch self {
    case .tanh, .sigmoid, .relu, .elu, .exp, .identity: true
    case .softplus, .gelu, .silu, .sine: false
    }
  }
}
