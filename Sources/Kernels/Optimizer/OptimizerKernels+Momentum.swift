extension OptimizerKernels {
  /// Stochastic gradient descent without momentum: `p -= rate (g + decay p)`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func descend<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>, rate: Scalar, decay: Scalar,
    count: Int
  ) {
    for i in 0..<count {
      let p = parameters[i]
      parameters[i] = p - rate * (gradient[i] + decay * p)
    }
  }

  /// Stochastic gradient descent with momentum: `g += decay p; b = momentum b + g; p -= rate b`.
  ///
  /// With `nesterov` the step is `g + momentum b` instead of `b` (Sutskever, Martens, Dahl and Hinton 2013, "On the
  /// importance of initialization and momentum in deep learning", in the form that moves the evaluated parameters).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func momentum<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    momentum buffer: UnsafeMutablePointer<Scalar>, rate: Scalar, momentum: Scalar, nesterov: Bool, decay: Scalar,
    count: Int
  ) {
    for i in 0..<count {
      let p = parameters[i]
      let g = gradient[i] + decay * p
      let b = momentum * buffer[i] + g
      buffer[i] = b
      parameters[i] = p - rate * (nesterov ? g + momentum * b : b)
    }
  }
}
