/// A function with a second derivative, evaluated in every lane alike.
protocol TwiceDifferentiableFunction<Scalar>: ElementwiseFunction {
  /// The second derivative at `x`.
  static func secondDerivative(_ x: Scalar.Lanes) -> Scalar.Lanes
}

/// The second derivative of a function as a function of its own; no derivative of it is known.
enum SecondDerivative<Function: TwiceDifferentiableFunction>: ElementwiseFunction {
  typealias Scalar = Function.Scalar

  @inline(always)
  static func evaluate(_ x: Scalar.Lanes) -> (value: Scalar.Lanes, derivative: Scalar.Lanes) {
    (Function.secondDerivative(x), .init(.nan))
  }
}
