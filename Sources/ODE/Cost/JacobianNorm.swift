import Kernels

/// An estimate of the squared Frobenius norm of the Jacobian, `|(df/dy)^T e|^2 / stateCount` with a probe vector `e` per sample.
///
/// For probes whose components are independent with mean 0 and variance 1 the expectation is `|df/dy|_F^2 / stateCount`
/// (Hutchinson 1990). Source: Finlay, Jacobsen, Nurbekyan and Oberman (2020), "How to train your neural ODE: the world of
/// Jacobian and kinetic regularization"; the probe is fixed during a solve, and the norm divided by the
/// dimension of the state, as there.
public struct JacobianNorm<Field: TwiceDifferentiableVectorField>: RunningCost {
  /// The probe vectors.
  public let probes: ProbeVectors<Field.Scalar>

  /// Makes the cost; the probes are as long as the state.
  public init(probes: ProbeVectors<Field.Scalar>) { self.probes = probes }

  /// The probe, three products, a row, and what the field keeps for second derivatives.
  public func tapeCount(_ field: Field, columns: Int) -> Int {
    (4 * field.stateCount + 1) * columns + field.curvatureCount(columns: columns) + field.recordCount(columns: columns)
  }

  /// Writes `|(df/dy)^T e|^2 / stateCount`.
  public func evaluate(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, into value: UnsafeMutablePointer<Double>
  ) {
    let parts = Parts(point, tape)
    writePullback(point, parts)
    point.writeMeanSquares(of: parts.pullback, into: value)
  }

  /// Adds the gradients of `e . (df/dy) r` at `r = 2 (df/dy)^T e / stateCount`.
  public func addCotangents(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, weight: UnsafePointer<Field.Scalar>,
    derivative: UnsafeMutablePointer<Field.Scalar>, state: UnsafeMutablePointer<Field.Scalar>,
    time: UnsafeMutablePointer<Field.Scalar>?
  ) {
    let parts = Parts(point, tape)
    let field = point.field
    writePullback(point, parts)
    Field.Scalar.scale(
      parts.pullback, by: 2 / Field.Scalar(field.stateCount), count: field.stateCount * point.at.columns)
    field.writeCurvature(point.at, tape: point.tape, into: parts.curvature)
    field.product(
      point.at, tape: point.tape, tangent: parts.pullback, time: nil, into: parts.product, record: parts.record)
    field.pullBack(
      point.at, tape: point.tape, curvature: parts.curvature, record: parts.record, cotangent: parts.probe,
      state: parts.state, time: parts.time, tangent: nil, timeTangent: nil)
    point.add(parts.state, weight: weight, to: state)
    if let time { point.add(parts.time, rows: 1, weight: weight, to: time) }
  }

  /// Adds the gradient of the product with respect to the parameters.
  public func accumulateParameterGradient(
    _ point: CostPoint<Field>, tape: UnsafeMutablePointer<Field.Scalar>, weight: UnsafePointer<Field.Scalar>,
    into gradient: UnsafeMutablePointer<Field.Scalar>
  ) {
    point.field.accumulateProductGradient(
      point.at, tape: point.tape, record: Parts(point, tape).record, weight: weight, into: gradient)
  }

  private func writePullback(_ point: CostPoint<Field>, _ parts: Parts) {
    probes.gather(for: point.samples, columns: point.at.columns, into: parts.probe)
    point.field.pullBack(
      point.at, tape: point.tape, cotangent: parts.probe, state: parts.pullback, time: nil, into: nil)
  }

  /// The tape's arrays.
  private struct Parts {
    let probe, pullback, product, state, time, curvature, record: UnsafeMutablePointer<Field.Scalar>

    init(_ point: CostPoint<Field>, _ tape: UnsafeMutablePointer<Field.Scalar>) {
      let columns = point.at.columns
      let count = point.field.stateCount * columns
      probe = tape
      pullback = probe + count
      product = pullback + count
      state = product + count
      time = state + count
      curvature = time + columns
      record = curvature + point.field.curvatureCount(columns: columns)
    }
  }
}
