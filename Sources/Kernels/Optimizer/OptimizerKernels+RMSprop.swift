extension OptimizerKernels {
  /// RMSprop (Tieleman and Hinton 2012, lecture 6.5 of "Neural Networks for Machine Learning") without momentum.
  ///
  /// `g += decay p; s = smoothing s + (1 - smoothing) g^2; p -= rate g / (sqrt(s) + epsilon)`; `rest` is
  /// `1 - smoothing`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func rmsprop<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    squares: UnsafeMutablePointer<Scalar>, rate: Scalar, smoothing: Scalar, rest: Scalar, epsilon: Scalar,
    decay: Scalar, count: Int
  ) {
    for i in 0..<count {
      let p = parameters[i]
      let g = gradient[i] + decay * p
      let s = smoothing * squares[i] + rest * (g * g)
      squares[i] = s
      parameters[i] = p - rate * (g / (s.squareRoot() + epsilon))
    }
  }

  /// RMSprop with momentum: the scaled gradient goes through `b = momentum b + g / (sqrt(s) + epsilon)`, and
  /// `p -= rate b`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func rmsprop<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    squares: UnsafeMutablePointer<Scalar>, momentum buffer: UnsafeMutablePointer<Scalar>, rate: Scalar,
    smoothing: Scalar, rest: Scalar, epsilon: Scalar, momentum: Scalar, decay: Scalar, count: Int
  ) {
    for i in 0..<count {
      let p = parameters[i]
      let g = gradient[i] + decay * p
      let s = smoothing * squares[i] + rest * (g * g)
      squares[i] = s
      let b = momentum * buffer[i] + g / (s.squareRoot() + epsilon)
      buffer[i] = b
      parameters[i] = p - rate * b
    }
  }
}
