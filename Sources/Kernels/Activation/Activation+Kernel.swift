extension Activation {
  /// Applies the activation to `count` values.
  @inline(always)
  func apply<Scalar: LaneScalar>(
    _ z: UnsafePointer<Scalar>, into a: UnsafeMutablePointer<Scalar>, slope: UnsafeMutablePointer<Scalar>?, count: Int
  ) {
    switch self {
    case .tanh: HyperbolicTangent.apply(z, into: a, slope: slope, count: count)
    case .sigmoid: Sigmoid.apply(z, into: a, slope: slope, count: count)
    case .softplus: Softplus.apply(z, into: a, slope: slope, count: count)
    case .relu: Relu.apply(z, into: a, slope: slope, count: count)
    case .elu: Elu.apply(z, into: a, slope: slope, count: count)
    case .gelu: Gelu.apply(z, into: a, slope: slope, count: count)
    case .silu: Silu.apply(z, into: a, slope: slope, count: count)
    case .sine: Sine.applyAnywhere(z, into: a, slope: slope, count: count)
    case .exp: Exp.apply(z, into: a, slope: slope, count: count)
    case .identity: Identity.apply(z, into: a, slope: slope, count: count)
    }
  }

  /// Gives the second derivative at `count` values.
  @inline(always)
  func applyCurvature<Scalar: LaneScalar>(
    _ z: UnsafePointer<Scalar>, into out: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    switch self {
    case .tanh: Curvature<HyperbolicTangent>.apply(z, into: out, slope: nil, count: count)
    case .sigmoid: Curvature<Sigmoid>.apply(z, into: out, slope: nil, count: count)
    case .softplus: Curvature<Softplus>.apply(z, into: out, slope: nil, count: count)
    case .elu: Curvature<Elu>.apply(z, into: out, slope: nil, count: count)
    case .gelu: Curvature<Gelu>.apply(z, into: out, slope: nil, count: count)
    case .silu: Curvature<Silu>.apply(z, into: out, slope: nil, count: count)
    case .sine:
      Sine.applyAnywhere(z, into: out, slope: nil, count: count)
      Scalar.scale(out, by: -1, count: count)
    case .exp: Exp.apply(z, into: out, slope: nil, count: count)
    case .relu, .identity: out.update(repeating: 0, count: count)
    }
  }

  /// Multiplies `count` numbers by the derivatives that follow from the activation's values.
  @inline(always)
  func multiply<Scalar: LaneScalar>(
    _ x: UnsafeMutablePointer<Scalar>, bySlopeOf value: UnsafePointer<Scalar>, count: Int
  ) {
    switch self {
    case .tanh: HyperbolicTangent.multiply(x, bySlopeOf: value, count: count)
    case .sigmoid: Sigmoid.multiply(x, bySlopeOf: value, count: count)
    case .relu: Relu.multiply(x, bySlopeOf: value, count: count)
    case .elu: Elu.multiply(x, bySlopeOf: value, count: count)
    case .exp: Exp.multiply(x, bySlopeOf: value, count: count)
    case .identity: Identity.multiply(x, bySlopeOf: value, count: count)
    case .softplus, .gelu, .silu, .sine: preconditionFailure("the slope does not follow from the value")
    }
  }
}
