import Kernels

/// The parameters' gradient as a part of the error norm of an adjoint: the norm of the first neural ODEs.
///
/// The gradient of the group is one vector, `[parameters]`; each step tried estimates its error with the weights of the
/// embedded method and scales it as if it were a state. Kidger, Chen and Lyons, "Hey, that's not an ODE" (2021), show
/// that nothing is gained by it: the quadrature feeds back into nothing.
final class QuadratureError<Field: AdjointField> {
  typealias Scalar = Field.Scalar

  private let count: Int
  /// The gradient before the step at hand, and after it.
  private let sum: MutableVector<Scalar>
  private let next: MutableVector<Scalar>
  private let error: MutableVector<Scalar>
  private let ones: MutableVector<Scalar>
  private let squares: MutableVector<Scalar>
  private let wide: MutableVector<Double>
  private let index: MutableVector<Int32>

  init(parameters: Int, in arena: Arena) {
    count = parameters
    let padded = Scalar.paddedColumns(parameters)
    sum = arena.vector(Scalar.self, padded)
    next = arena.vector(Scalar.self, padded)
    error = arena.vector(Scalar.self, padded)
    ones = arena.vector(repeating: Scalar(1), padded)
    squares = arena.vector(Scalar.self, padded)
    wide = arena.vector(Double.self, padded)
    index = arena.vector(Int32.self, 1)
  }

  /// Starts a sweep.
  func begin() { sum.fill(0) }

  /// The sum of the squared errors of the step that was tried, over the tolerance, and how many there are.
  func measure(
    _ integrator: Integrator<Field>, _ quadrature: AdjointQuadrature<Scalar>, _ parameters: Vector<Scalar>
  ) -> (squares: Double, count: Int) {
    let tableau = integrator.options.method.tableau
    next.copy(sum)
    quadrature.add(tableau.b, of: integrator, parameters, into: next.first(count))
    error.fill(0)
    quadrature.add(tableau.e, of: integrator, parameters, into: error.first(count))
    let terms = StageTerms(
      stages: error.view.base, stride: error.count, indices: index.view.base, weights: ones.view.base, count: 1)
    func row(_ values: MutableVector<Scalar>) -> Columns<Scalar> {
      Columns(values.base, rows: 1, columns: values.count)
    }
    Scalar.errorSquares(
      squares, row(sum), row(next), scale: ones.view, terms, atol: integrator.scale.absolute.first(1),
      rtol: integrator.scale.relative.first(1))
    Scalar.widen(wide, from: squares.view)
    var total = 0.0
    for i in 0..<count { total += wide[i] }
    return (total, count)
  }

  /// Takes over the gradient after the step that ``measure(_:_:_:)`` saw last.
  func accept() { sum.copy(next) }

  /// Adds what the sweep has found.
  func add(to gradient: MutableVector<Scalar>) { Scalar.add(gradient, sum.first(count).view) }
}
