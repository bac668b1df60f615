/// An elementwise nonlinearity of a network.
public enum Activation: String, CaseIterable, Sendable {
  /// The hyperbolic tangent.
  case tanh
  /// The logistic function `1 / (1 + exp(-x))`.
  case sigmoid
  /// `log(1 + exp(x))`.
  case softplus
  /// `max(x, 0)`; the derivative at 0 is 0.
  case relu
  /// `x` for `x > 0`, `exp(x) - 1` otherwise.
  case elu
  /// `x Phi(x)` with the tanh approximation of Hendrycks and Gimpel (2016): `x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))`.
  case gelu
  /// `x sigmoid(x)`, also called swish.
  case silu
  /// The sine, for SIREN-like fields.
  case sine
  /// The exponential.
  case exp
  /// `x` itself: a linear layer.
  case identity
}
