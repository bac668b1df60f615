import Kernels

/// An estimate of the squared Frobenius norm of the Jacobian, `|(df/dy)^T e|^2 / stateCount` with a probe vector `e`
/// per sample.
///
/// For probes whose components are independent with mean 0 and variance 1 the expectation is `|df/dy|_F^2 / stateCount`
/// (Hutchinson 1990). Source: Finlay, Jacobsen, Nurbekyan and Oberman (2020), "How to train your neural ODE: the world
/// of Jacobian and kinetic regularization"; the probe is fixed during a solve, and the norm divided by the
/// dimension of the state, as there.
public struct JacobianNorm<Field: TwiceDifferentiableVectorField>: RunningCost {
  /// The probe vectors.
  public let probes: ProbeVectors<Field.Scalar>

  /// Makes the cost; the probes are as long as the state.
  public init(probes: ProbeVectors<Field.Scalar>) { self.probes = probes }

  /// The probe and its pullback, besides what a product with the Jacobian takes.
  public func tapeCount(_ field: Field, columns: Int) -> Int {
    ProductTape.count(field, columns: columns, vectors: 2, rows: 0)
  }

  /// The probe's pullback.
  public var valueProducts: FieldProducts { FieldProducts(vjps: 1) }

  /// The probe's pullback, a product with it, and the pullback of that.
  public var cotangentProducts: FieldProducts { FieldProducts(vjps: 2, jvps: 1) }

  /// Writes `|(df/dy)^T e|^2 / stateCount`.
  public func evaluate(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, into value: MutableVector<Double>
  ) {
    let (_, pullback) = probe(point, ProductTape(point, tape))
    point.writeMeanSquares(of: pullback.view, into: value)
  }

  /// Adds the gradients of `e . (df/dy) r` at `r = 2 (df/dy)^T e / stateCount`.
  public func addCotangents(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, weight: Vector<Field.Scalar>,
    derivative: MutableColumns<Field.Scalar>, state: MutableColumns<Field.Scalar>,
    time: MutableVector<Field.Scalar>?
  ) {
    let tape = ProductTape(point, tape)
    let (probe, pullback) = probe(point, tape)
    Field.Scalar.scale(pullback.values, by: 2 / Field.Scalar(point.field.stateCount))
    tape.multiply(point, tangent: pullback.view, time: nil)
    tape.pullBack(point, cotangent: probe.view, weight: weight, state: state, time: time)
  }

  /// Adds the gradient of the product with respect to the parameters.
  public func accumulateParameterGradient(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, weight: Vector<Field.Scalar>,
    into gradient: MutableVector<Field.Scalar>
  ) { ProductTape(point, tape).accumulateParameterGradient(point, weight: weight, into: gradient) }

  /// Writes the probe and what the transposed Jacobian makes of it.
  private func probe(
    _ point: CostPoint<Field>, _ tape: ProductTape<Field>
  ) -> (probe: MutableColumns<Field.Scalar>, pullback: MutableColumns<Field.Scalar>) {
    let (rows, columns) = (point.field.stateCount, point.at.columns)
    let probe = MutableColumns(tape.rest.base, rows: rows, columns: columns)
    let pullback = MutableColumns(tape.rest[probe.count..<2 * probe.count].base, rows: rows, columns: columns)
    probes.gather(for: point.samples, into: probe)
    point.field.pullBack(point.at, tape: point.tape, cotangent: probe.view, state: pullback, time: nil, into: nil)
    return (probe, pullback)
  }
}
