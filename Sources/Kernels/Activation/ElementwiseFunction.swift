/// A function of one variable together with its derivative, evaluated in every lane alike.
protocol ElementwiseFunction<Scalar> {
  /// The number type.
  associatedtype Scalar: LaneScalar

  /// The function and its derivative at `x`; what a caller does not use is not computed.
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes)
}

extension ElementwiseFunction {
  /// Evaluates the function at `count` points.
  @inline(always)
  static func apply(
    _ x: UnsafePointer<Scalar>, into value: UnsafeMutablePointer<Scalar>, derivative: UnsafeMutablePointer<Scalar>?,
    count: Int
  ) {
    let whole = count &- count % Scalar.laneCount
    applyToLanes(x, into: value, derivative: derivative, count: whole)
    guard whole < count else { return }
    // The last few points go through a vector padded with zeros, so that they get the bits they would get elsewhere.
    var points = loadPart(x + whole, count &- whole)
    var derivatives = Scalar.Lanes.zero
    withUnsafeMutableBytes(of: &points) { points in
      withUnsafeMutableBytes(of: &derivatives) { derivatives in
        guard
          let p = points.assumingMemoryBound(to: Scalar.self).baseAddress,
          let s = derivatives.assumingMemoryBound(to: Scalar.self).baseAddress
        else { return }
        applyToLanes(p, into: p, derivative: derivative == nil ? nil : s, count: Scalar.laneCount)
      }
    }
    storePart(points, value + whole, count &- whole)
    if let derivative { storePart(derivatives, derivative + whole, count &- whole) }
  }

  /// Evaluates the function at whole vectors of points.
  @inline(never)
  private static func applyToLanes(
    _ x: UnsafePointer<Scalar>, into value: UnsafeMutablePointer<Scalar>, derivative: UnsafeMutablePointer<Scalar>?,
    count: Int
  ) {
    var i = 0
    if let derivative {
      while i < count {
        let result = evaluate(load(x + i))
        store(result.value, value + i)
        store(result.derivative, derivative + i)
        i &+= Scalar.laneCount
      }
    } else {
      while i < count {
        store(evaluate(load(x + i)).value, value + i)
        i &+= Scalar.laneCount
      }
    }
  }
}
