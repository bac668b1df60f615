import Kernels
import ODE

/// The linear vector field `f(t, y, p) = A y`, `A` being an array of a larger parameter vector.
///
/// It is the stiff part of an ``MLPField`` that has one.
public struct LinearField<Scalar: KernelScalar>: DifferentiableVectorField {
  /// Length of the flat parameter vector, of which the field reads `A` alone.
  public let parameterCount: Int
  private let layer: DenseLayer

  /// Makes the field of a linear layer as wide as the state, in a vector of `parameterCount` parameters.
  init(_ layer: DenseLayer, parameterCount: Int) {
    self.layer = layer
    self.parameterCount = parameterCount
  }

  /// Rows of the state.
  public var stateCount: Int { layer.outputs }

  /// Scalars of tape: the cotangent that vjp leaves for the parameter gradient.
  public func tapeCount(columns: Int) -> Int { stateCount * columns }

  /// None.
  public func evaluationTapeCount(columns: Int) -> Int { 0 }

  /// Writes `dy = A y`.
  public func evaluate(
    _ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape: MutableVector<Scalar>
  ) {
    layer.forward(at.state.base, into: dy.base, parameters: at.parameters.base, columns: at.columns)
  }

  /// Writes `A^T a`; the time's part is zero.
  public func vjp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?
  ) {
    tape.first(a.count).copy(a.values)
    pullBack(at, tape: tape, cotangent: a, state: state, time: time, into: nil)
  }

  /// Adds `sum over columns of weight[column] a y^T` to the gradient of `A`.
  public func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, weight: Vector<Scalar>?,
    into gradient: MutableVector<Scalar>
  ) {
    var ahead = Prefetch(at.state.base, count: 0, during: 0)
    layer.accumulateGradient(
      tape.base, at.state.base, weight: weight?.base, into: gradient.base, columns: at.columns, ahead: &ahead)
  }

  /// Writes `A^T a` and, unless `gradient` is nil, adds the sum over columns of `a y^T` to that of `A`.
  public func pullBack(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?,
    into gradient: MutableVector<Scalar>?
  ) {
    var ahead = Prefetch(at.state.base, count: 0, during: 0)
    layer.back(a.base, into: state.base, parameters: at.parameters.base, columns: at.columns, ahead: &ahead)
    time?.fill(0)
    guard let gradient else { return }
    layer.accumulateGradient(
      a.base, at.state.base, weight: nil, into: gradient.base, columns: at.columns, ahead: &ahead)
  }

  /// Writes `A v`.
  public func jvp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>
  ) {
    layer.tangent(v.base, into: out.base, parameters: at.parameters.base, columns: at.columns)
  }
}
