/// Whole powers and their derivatives.
enum IntegerPower<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// `out = x^exponent`, as `x` times `x^(exponent - 1)` by repeated squaring, with the derivative from the same power.
  @inline(always)
  static func apply(
    _ x: UnsafePointer<Scalar>, exponent: Int, into out: UnsafeMutablePointer<Scalar>,
    derivative: UnsafeMutablePointer<Scalar>?, count: Int
  ) {
    let whole = count &- count % Lanes.scalarCount
    var i = 0
    while i < whole {
      let base = load(x + i)
      let lower = power(base, exponent &- 1)
      store(base * lower, out + i)
      if let derivative { store(Lanes(repeating: Scalar(exponent)) * lower, derivative + i) }
      i &+= Lanes.scalarCount
    }
    guard whole < count else { return }
    let base = loadPart(x + whole, count &- whole)
    let lower = power(base, exponent &- 1)
    storePart(base * lower, out + whole, count &- whole)
    if let derivative { storePart(Lanes(repeating: Scalar(exponent)) * lower, derivative + whole, count &- whole) }
  }

  /// `out = exponent (exponent - 1) x^(exponent - 2)`.
  @inline(always)
  static func applySecondDerivative(
    _ x: UnsafePointer<Scalar>, exponent: Int, into out: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    guard exponent > 1 else { return out.update(repeating: 0, count: count) }
    let factor = Lanes(repeating: Scalar(exponent &* (exponent &- 1)))
    let whole = count &- count % Lanes.scalarCount
    var i = 0
    while i < whole {
      store(factor * power(load(x + i), exponent &- 2), out + i)
      i &+= Lanes.scalarCount
    }
    let rest = count &- whole
    storePart(factor * power(loadPart(x + whole, rest), exponent &- 2), out + whole, rest)
  }

  /// `x^exponent` for an exponent of at least 0.
  @inline(always)
  private static func power(_ x: Lanes, _ exponent: Int) -> Lanes {
    var result = Lanes(1)
    var square = x
    var bits = exponent
    while bits > 0 {
      if bits & 1 == 1 { result *= square }
      bits &>>= 1
      if bits > 0 { square *= square }
    }
    return result
  }
}
