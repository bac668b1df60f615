import Kernels

/// The parameters' gradient as a part of the error norm of an adjoint: the norm of the first neural ODEs.
///
/// The gradient of the group is one vector, `[parameters]`; each step tried estimates its error with the weights of the
/// embedded method and scales it as if it were a state. Kidger, Chen and Lyons, "Hey, that's not an ODE" (2021), show
/// that nothing is gained by it: the quadrature feeds back into nothing.
final class QuadratureError<Field: AdjointField> {
  typealias Scalar = Field.Scalar

  private let count: Int
  private let padded: Int
  /// The gradient before the step at hand, and after it.
  private let sum: UnsafeMutablePointer<Scalar>
  private let next: UnsafeMutablePointer<Scalar>
  private let error: UnsafeMutablePointer<Scalar>
  private let ones: UnsafeMutablePointer<Scalar>
  private let squares: UnsafeMutablePointer<Scalar>
  private let wide: UnsafeMutablePointer<Double>
  private let index: UnsafeMutablePointer<Int32>

  init(parameters: Int, in arena: Arena) {
    count = parameters
    padded = Scalar.paddedColumns(parameters)
    sum = arena.take(Scalar.self, padded)
    next = arena.take(Scalar.self, padded)
    error = arena.take(Scalar.self, padded)
    ones = arena.vector(repeating: Scalar(1), padded).base
    squares = arena.take(Scalar.self, padded)
    wide = arena.take(Double.self, padded)
    index = arena.take(Int32.self, 1)
  }

  /// Starts a sweep.
  func begin() { sum.update(repeating: 0, count: padded) }

  /// The sum of the squared errors of the step that was tried, over the tolerance, and how many there are.
  func measure(
    _ integrator: Integrator<Field>, _ quadrature: AdjointQuadrature<Scalar>, _ parameters: Vector<Scalar>
  ) -> (squares: Double, count: Int) {
    let tableau = integrator.options.method.tableau
    next.update(from: sum, count: padded)
    quadrature.add(tableau.b, of: integrator, parameters, into: MutableVector(next, count: count))
    error.update(repeating: 0, count: padded)
    quadrature.add(tableau.e, of: integrator, parameters, into: MutableVector(error, count: count))
    let terms = StageTerms(
      stages: UnsafePointer(error), stride: padded, indices: UnsafePointer(index), weights: UnsafePointer(ones),
      count: 1)
    Scalar.errorSquares(
      squares, sum, next, scale: ones, terms, atol: integrator.absolute, rtol: integrator.relative, rows: 1,
      columns: padded)
    Scalar.widen(wide, from: squares, count: padded)
    var total = 0.0
    for i in 0..<count { total += wide[i] }
    return (total, count)
  }

  /// Takes over the gradient after the step that ``measure(_:_:_:)`` saw last.
  func accept() { sum.update(from: next, count: padded) }

  /// Adds what the sweep has found.
  func add(to gradient: MutableVector<Scalar>) { Scalar.add(gradient, Vector(sum, count: count)) }
}
