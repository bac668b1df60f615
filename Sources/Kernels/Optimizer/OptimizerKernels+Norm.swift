extension OptimizerKernels {
  /// The 2-norm, summed in `Double` in the order of the elements.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func norm<Scalar: KernelScalar>(_ x: UnsafePointer<Scalar>, count: Int) -> Double {
    var sum = 0.0
    for i in 0..<count {
      let value = Double(x[i])
      sum += value * value
    }
    return sum.squareRoot()
  }
}
