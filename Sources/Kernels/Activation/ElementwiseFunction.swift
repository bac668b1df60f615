/// A function of one variable together with its derivative, evaluated in every lane alike.
protocol ElementwiseFunction<Scalar> {
  /// The number type.
  associatedtype Scalar: LaneScalar

  /// The function and its derivative at `x`; what a caller does not use is not computed.
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, slope: Scalar.Lanes)
}

extension ElementwiseFunction {
  /// Evaluates the function at `count` points.
  @inline(__always)
  static func map(
    _ x: UnsafePointer<Scalar>, into value: UnsafeMutablePointer<Scalar>, slope: UnsafeMutablePointer<Scalar>?,
    count: Int
  ) {
    let width = Scalar.laneCount
    let whole = count &- count % width
    var i = 0
    if let slope {
      while i < whole {
        let result = evaluate(load(x + i))
        store(result.value, value + i)
        store(result.slope, slope + i)
        i &+= width
      }
    } else {
      while i < whole {
        store(evaluate(load(x + i)).value, value + i)
        i &+= width
      }
    }
    if whole < count {
      let result = evaluate(loadPart(x + whole, count &- whole))
      storePart(result.value, value + whole, count &- whole)
      if let slope { storePart(result.slope, slope + whole, count &- whole) }
    }
  }
}
