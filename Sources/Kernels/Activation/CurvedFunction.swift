/// A function with a second derivative, evaluated in every lane alike.
protocol CurvedFunction<Scalar>: ElementwiseFunction {
  /// The second derivative at `x`.
  static func curvature(_ x: Scalar.Lanes) -> Scalar.Lanes
}

/// The second derivative of a function as a function of its own; no derivative of it is known.
enum Curvature<Function: CurvedFunction>: ElementwiseFunction {
  typealias Scalar = Function.Scalar

  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
    (Function.curvature(x), .init(.nan))
  }
}
