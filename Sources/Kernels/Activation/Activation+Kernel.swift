extension Activation {
  /// Applies the activation to `count` values.
  @inline(always)
  func map<Scalar: LaneScalar>(
    _ z: UnsafePointer<Scalar>, into a: UnsafeMutablePointer<Scalar>, slope: UnsafeMutablePointer<Scalar>?, count: Int
  ) {
    switch self {
    case .tanh: HyperbolicTangent.map(z, into: a, slope: slope, count: count)
    case .sigmoid: Sigmoid.map(z, into: a, slope: slope, count: count)
    case .softplus: Softplus.map(z, into: a, slope: slope, count: count)
    case .relu: Relu.map(z, into: a, slope: slope, count: count)
    case .elu: Elu.map(z, into: a, slope: slope, count: count)
    case .gelu: Gelu.map(z, into: a, slope: slope, count: count)
    case .silu: Silu.map(z, into: a, slope: slope, count: count)
    case .sine: Sine.map(z, into: a, slope: slope, count: count)
    case .exp: Exp.map(z, into: a, slope: slope, count: count)
    case .identity: Identity.map(z, into: a, slope: slope, count: count)
    }
  }
}
