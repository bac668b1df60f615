import Kernels

/// The integrand `g(t, y, f, p)` of a cost `C = integral of g dt` along a solve, with `f` the field's value at the same
/// point.
///
/// The integral of each sample is the quadrature of the steps that the solve takes, `sum of h b_i g(stage i)`, or
/// Gauss's along their dense output where the stages are not the field along the solution, and takes no part in the
/// error norm. The bits of a column depend on that column alone. Dependence through `f` is kept apart because its
/// cotangent joins that of the stage and costs no product of its own.
///
/// A cost holds no mutable state during a solve; its *tape* is memory the caller owns. At one point the calls come in
/// this order, after an evaluation of the field: ``evaluate(_:tape:into:)`` if the value is wanted, then
/// ``addCotangents(_:tape:weight:derivative:state:time:)``, then ``accumulateParameterGradient(_:tape:weight:into:)``.
public protocol RunningCost<Field>: Sendable {
  /// The field along whose solutions the cost runs.
  associatedtype Field: DifferentiableVectorField

  /// Scalars of tape that the calls at one point of `columns` columns need.
  func tapeCount(_ field: Field, columns: Int) -> Int

  /// The products that ``evaluate(_:tape:into:)`` takes.
  var valueProducts: FieldProducts { get }

  /// The products that ``addCotangents(_:tape:weight:derivative:state:time:)`` takes.
  var cotangentProducts: FieldProducts { get }

  /// Writes `value[column] = g`, in units of the cost per unit of time.
  func evaluate(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, into value: MutableVector<Double>)

  /// Adds `weight[column]` times the partial derivatives of `g`.
  ///
  /// By the field's value to `derivative`, by the state to `state` (both `[stateCount, columns]`), and by the time to
  /// `time[column]` unless it is nil.
  ///
  /// Leaves on the tape what ``accumulateParameterGradient(_:tape:weight:into:)`` needs.
  func addCotangents(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, weight: Vector<Field.Scalar>,
    derivative: MutableColumns<Field.Scalar>, state: MutableColumns<Field.Scalar>,
    time: MutableVector<Field.Scalar>?)

  /// Adds `sum over columns of weight[column] dg/dp`, at fixed `f`, to `gradient`.
  func accumulateParameterGradient(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, weight: Vector<Field.Scalar>,
    into gradient: MutableVector<Field.Scalar>)
}
