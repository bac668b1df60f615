/// What a parameter array does in its layer, which decides how it is initialised.
public enum ParameterKind: Sendable {
  /// Multiplies inputs; starts from random values.
  case weight
  /// Is added to outputs; starts at zero.
  case bias
  /// Multiplies the state of a linear field; starts at zero, unless its owner knows better.
  case rate
}
