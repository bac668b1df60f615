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
}
