/// A function whose derivative follows from its value alone, so that nobody needs to keep the derivative.
protocol ValueDerivative: ElementwiseFunction {
  /// The derivative where the function has the given value.
  static func derivative(ofValue value: Scalar.Lanes) -> Scalar.Lanes
}

extension ValueDerivative {
  /// `x[i] *= phi'` where `value[i] = phi`, for `count` values.
  @inline(never)
  static func multiply(
    _ x: UnsafeMutablePointer<Scalar>, byDerivativeOf value: UnsafePointer<Scalar>, count: Int
  ) {
    let whole = count &- count % Scalar.laneCount
    var i = 0
    while i < whole {
      store(load(x + i) * derivative(ofValue: load(value + i)), x + i)
      i &+= Scalar.laneCount
    }
    let rest = count &- whole
    storePart(loadPart(x + whole, rest) * derivative(ofValue: loadPart(value + whole, rest)), x + whole, rest)
  }
}
