extension Activation {
  /// Applies the activation to `count` values.
  @inline(always)
  func apply<Scalar: LaneScalar>(
    _ z: UnsafePointer<Scalar>, into a: UnsafeMutablePointer<Scalar>, derivative: UnsafeMutablePointer<Scalar>?,
    count: Int
  ) {
    switch self {
    case .tanh: HyperbolicTangent.apply(z, into: a, derivative: derivative, count: count)
    case .sigmoid: Sigmoid.apply(z, into: a, derivative: derivative, count: count)
    case .softplus: Softplus.apply(z, into: a, derivative: derivative, count: count)
    case .relu: Relu.apply(z, into: a, derivative: derivative, count: count)
    case .elu: Elu.apply(z, into: a, derivative: derivative, count: count)
    case .gelu: Gelu.apply(z, into: a, derivative: derivative, count: count)
    case .silu: Silu.apply(z, into: a, derivative: derivative, count: count)
    case .sine: Sine.applyAnywhere(z, into: a, derivative: derivative, count: count)
    case .exp: Exp.apply(z, into: a, derivative: derivative, count: count)
    case .identity: Identity.apply(z, into: a, derivative: derivative, count: count)
    }
  }

  /// Gives the second derivative at `count` values.
  @inline(always)
  func applySecondDerivative<Scalar: LaneScalar>(
    _ z: UnsafePointer<Scalar>, into out: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    switch self {
    case .tanh: SecondDerivative<HyperbolicTangent>.apply(z, into: out, derivative: nil, count: count)
    case .sigmoid: SecondDerivative<Sigmoid>.apply(z, into: out, derivative: nil, count: count)
    case .softplus: SecondDerivative<Softplus>.apply(z, into: out, derivative: nil, count: count)
    case .elu: SecondDerivative<Elu>.apply(z, into: out, derivative: nil, count: count)
    case .gelu: SecondDerivative<Gelu>.apply(z, into: out, derivative: nil, count: count)
    case .silu: SecondDerivative<Silu>.apply(z, into: out, derivative: nil, count: count)
    case .sine:
      Sine.applyAnywhere(z, into: out, derivative: nil, count: count)
      Scalar.scale(out, by: -1, count: count)
    case .exp: Exp.apply(z, into: out, derivative: nil, count: count)
    case .relu, .identity: out.update(repeating: 0, count: count)
    }
  }

  /// Multiplies `count` numbers by the derivatives that follow from the activation's values.
  @inline(always)
  func multiply<Scalar: LaneScalar>(
    _ x: UnsafeMutablePointer<Scalar>, byDerivativeOf value: UnsafePointer<Scalar>, count: Int
  ) {
    switch self {
    case .tanh: HyperbolicTangent.multiply(x, byDerivativeOf: value, count: count)
    case .sigmoid: Sigmoid.multiply(x, byDerivativeOf: value, count: count)
    case .relu: Relu.multiply(x, byDerivativeOf: value, count: count)
    case .elu: Elu.multiply(x, byDerivativeOf: value, count: count)
    case .exp: Exp.multiply(x, byDerivativeOf: value, count: count)
    case .identity: Identity.multiply(x, byDerivativeOf: value, count: count)
    case .softplus, .gelu, .silu, .sine: preconditionFailure("the derivative does not follow from the value")
    }
  }
}
