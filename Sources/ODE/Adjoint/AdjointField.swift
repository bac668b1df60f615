import Kernels

/// The augmented field of the continuous adjoint: `y' = f(t, y, p)`, `a' = -(df/dy)^T a`, rows `[y, a]`.
///
/// Source: Chen, Rubanova, Bettencourt and Duvenaud (2018), equation 4 and algorithm 1. The parameters' gradient is no row:
/// ``accumulate(_:tape:weight:into:)`` adds its quadrature after a step is accepted.
struct AdjointField<Base: DifferentiableVectorField>: VectorField {
  typealias Scalar = Base.Scalar

  let base: Base

  var stateCount: Int { 2 * base.stateCount }
  var parameterCount: Int { base.parameterCount }
  func tapeCount(columns: Int) -> Int { base.tapeCount(columns: columns) }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: UnsafeMutablePointer<Scalar>, tape: UnsafeMutablePointer<Scalar>) {
    let count = base.stateCount * at.columns
    base.evaluate(at, into: dy, tape: tape)
    base.vjp(at, tape: tape, cotangent: at.state + count, state: dy + count, time: nil)
    Scalar.scale(dy + count, by: -1, count: count)
  }

  /// Adds `sum over columns of weight (df/dp)^T a` for the point last evaluated on this tape.
  func accumulate(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, weight: UnsafePointer<Scalar>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    base.accumulateParameterGradient(at, tape: tape, weight: weight, into: gradient)
  }
}
