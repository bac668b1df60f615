import Kernels

/// The continuous adjoint of a field with running costs: `a' = -(df/dy)^T (a + c dg/df) - c dg/dy`.
///
/// `a` is the cotangent of the state, `g` the integrand of a cost and `c` the gradient of the loss with respect to its
/// integral. Source: Chen, Rubanova, Bettencourt and Duvenaud (2018), equation 4 and, with a running cost, Pontryagin's
/// principle. The parameters' gradient is no row: it is the quadrature of `(df/dp)^T (a + c dg/df) + c dg/dp`.
struct AdjointEquation<Field: DifferentiableVectorField>: Sendable {
  typealias Scalar = Field.Scalar

  let field: Field
  let costs: CostTerms<Field>
  let columns: AdjointColumns

  /// The products that one evaluation takes.
  var products: FieldProducts { costs.cotangentProducts + FieldProducts(vjps: 1) }

  /// Scalars of tape that one evaluation at `count` columns needs: the field's, then the costs' and two state arrays.
  func tapeCount(columns count: Int) -> Int {
    field.tapeCount(columns: count) + (costs.isEmpty ? 0 : costs.tapeCount + 2 * field.stateCount * count)
  }

  /// Writes `a'` for the cotangent `a`, after an evaluation of the field on this tape that wrote `value`.
  func evaluate(
    _ at: FieldPoint<Scalar>, value: Columns<Scalar>, cotangent a: Columns<Scalar>, into out: MutableColumns<Scalar>,
    tape: MutableVector<Scalar>
  ) {
    if costs.isEmpty {
      field.vjp(at, tape: tape, cotangent: a, state: out, time: nil)
    } else {
      let costTape = costTape(tape, at)
      let total = MutableColumns(
        costTape[costs.tapeCount..<costs.tapeCount + a.count].base, rows: a.rows, columns: a.columns)
      let state = MutableColumns(total.base + a.count, rows: a.rows, columns: a.columns)
      total.copy(a)
      state.fill(0)
      costs.addCotangents(
        at: point(at, value, tape), scale: nil, tape: costTape, derivative: total, state: state, time: nil)
      field.vjp(at, tape: tape, cotangent: total.view, state: out, time: nil)
      Scalar.add(out, state.view)
    }
    Scalar.scale(out.values, by: -1)
  }

  /// Adds `sum over columns of scale[column]` times the integrand of the parameters' gradient.
  ///
  /// At the point last evaluated on this tape, where the evaluation wrote `value`; `weight` is the scale in the field's
  /// number type.
  func accumulate(
    _ at: FieldPoint<Scalar>, value: Columns<Scalar>, tape: MutableVector<Scalar>, scale: Vector<Double>,
    weight: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) {
    field.accumulateParameterGradient(at, tape: tape, weight: weight, into: gradient)
    guard !costs.isEmpty else { return }
    costs.accumulateParameterGradient(
      at: point(at, value, tape), scale: scale, tape: costTape(tape, at), into: gradient)
  }

  /// Writes the derivative of the loss's running part by the time, of each column, after an evaluation on this tape.
  func writeRates(
    _ at: FieldPoint<Scalar>, value: Columns<Scalar>, tape: MutableVector<Scalar>, samples: Vector<Int32>,
    into rates: MutableVector<Double>
  ) {
    let point = CostPoint(field: field, at: at, derivative: value, tape: tape, samples: samples)
    costs.writeRates(at: point, tape: costTape(tape, at), into: rates)
  }

  private func costTape(_ tape: MutableVector<Scalar>, _ at: FieldPoint<Scalar>) -> MutableVector<Scalar> {
    tape[field.tapeCount(columns: at.columns)..<tape.count]
  }

  private func point(_ at: FieldPoint<Scalar>, _ value: Columns<Scalar>, _ tape: MutableVector<Scalar>)
    -> CostPoint<Field>
  {
    CostPoint(field: field, at: at, derivative: value, tape: tape, samples: columns.samples.first(at.columns))
  }
}
