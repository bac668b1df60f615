import Kernels

/// Running costs summed over places of each step's dense output, for methods whose stages are not the field along the
/// solution.
///
/// The weights `b_i` of a linearly implicit method are no quadrature of the field at its stages, and the stages of an
/// additive method are the field's parts, not the field (``Tableau/isQuadrature``); the stages of a method that carries
/// an auxiliary state follow that, and those of a method of several steps reach back over costs of earlier ones. The
/// integral over a step is taken by Gauss's nodes instead, one degree more than the dense output has, so that it has
/// the order of that; the field is evaluated once at each node. Its exact gradient: the cotangent of the state read at
/// a node joins those of observations.
final class DenseCostQuadrature<Field: DifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  /// The nodes, as parts of a step, and their weights.
  let nodes: [(place: Double, weight: Double)]
  /// Where the step is read.
  let reader: DenseReader<Scalar>
  /// The cotangent of the state read, after ``pullBack(_:of:_:times:into:)``.
  let cotangent: MutableColumns<Scalar>
  private let terms: CostTerms<Field>
  private let state: MutableColumns<Scalar>
  private let value: MutableColumns<Scalar>
  private let pulled: MutableColumns<Scalar>
  private let direct: MutableColumns<Scalar>
  private let timeRow: MutableVector<Scalar>
  private let directTime: MutableVector<Scalar>
  private let scale: MutableVector<Double>
  private let rates: MutableVector<Double>
  private let tape: MutableVector<Scalar>
  private let costTape: MutableVector<Scalar>

  init(_ terms: CostTerms<Field>, field: Field, pitch: Int, method: Method, in arena: Arena) {
    self.terms = terms
    // Exact for one degree more than the dense output has, so that its error rules. Adams' methods choose their orders;
    // the steps of high order are so short for the solution that three nodes miss by less than a hundredth of the
    // tolerance.
    nodes = GaussNodes(count: method.multistep == nil ? min(5, (method.denseOrder + 3) / 2) : 3).points
    reader = DenseReader(pitch: pitch, method: method, in: arena)
    cotangent = arena.columns(Scalar.self, rows: field.stateCount, columns: pitch)
    state = arena.columns(Scalar.self, rows: field.stateCount, columns: pitch)
    value = arena.columns(Scalar.self, rows: field.stateCount, columns: pitch)
    pulled = arena.columns(Scalar.self, rows: field.stateCount, columns: pitch)
    direct = arena.columns(Scalar.self, rows: field.stateCount, columns: pitch)
    timeRow = arena.vector(Scalar.self, pitch)
    directTime = arena.vector(Scalar.self, pitch)
    scale = arena.vector(Double.self, pitch)
    rates = arena.vector(Double.self, pitch)
    tape = arena.vector(Scalar.self, field.evaluationTapeCount(columns: pitch))
    costTape = arena.vector(Scalar.self, terms.tapeCount)
  }

  /// Adds the costs of the accepted step at which the integrator stands to the samples' integrals.
  func addStep(of integrator: Integrator<Field>, _ parameters: Vector<Scalar>) {
    for index in nodes.indices {
      let point = evaluate(index, of: integrator, parameters)
      terms.addValues(
        at: point, scale: scale.first(point.at.columns).view, live: integrator.group.live, tape: costTape)
      integrator.statistics.add(terms.valueProducts)
    }
  }

  /// Works out ``cotangent`` for a node of the current step and adds the node's part of the parameters' gradient.
  ///
  /// Books with `times` what the node makes of the step's times.
  func pullBack(
    _ index: Int, of integrator: Integrator<Field>, _ parameters: Vector<Scalar>,
    times: TimeCotangents<Scalar>?, into gradient: MutableVector<Scalar>
  ) {
    let point = evaluate(index, of: integrator, parameters)
    let columns = point.at.columns
    if times != nil {
      terms.writeRates(at: point, tape: costTape, into: rates.first(columns))
      integrator.statistics.add(terms.valueProducts)
    }
    // The cotangent of the field's value, in the place of the state's, which it becomes.
    let derivative = cotangent.packed(columns: columns)
    let (pulled, direct) = (pulled.packed(columns: columns), direct.packed(columns: columns))
    let (timeRow, directTime) = (timeRow.first(columns), directTime.first(columns))
    derivative.fill(0)
    direct.fill(0)
    directTime.fill(0)
    terms.addCotangents(
      at: point, scale: scale.first(columns).view, tape: costTape, derivative: derivative, state: direct,
      time: times == nil ? nil : directTime)
    integrator.statistics.add(terms.cotangentProducts)
    integrator.field.pullBack(
      point.at, tape: tape, cotangent: derivative.view, state: pulled, time: times == nil ? nil : timeRow,
      into: gradient)
    integrator.statistics.vjps += 1
    terms.accumulateParameterGradient(at: point, scale: scale.first(columns).view, tape: costTape, into: gradient)
    derivative.copy(pulled)
    Scalar.add(derivative, direct.view)
    guard let times else { return }
    Scalar.add(timeRow, directTime.view)
    times.read(
      derivative.view, timeRow.view, rates: rates.view, weight: nodes[index].weight, reader: reader,
      integrator: integrator)
  }

  /// Reads the step at a node, evaluates the field there and writes the weight of each column.
  private func evaluate(
    _ index: Int, of integrator: Integrator<Field>, _ parameters: Vector<Scalar>
  ) -> CostPoint<Field> {
    let group = integrator.group
    let node = nodes[index]
    for column in 0..<group.columns {
      let moves = column < group.live && group.step[column] != 0
      reader.theta[column] = moves ? node.place : DenseReader<Scalar>.nowhere
      scale[column] = moves ? node.weight * group.step[column] : 0
      integrator.stageTimes[column] = group.time[column] + node.place * group.step[column]
    }
    let state = state.packed(columns: group.columns)
    reader.read(into: state, integrator)
    let at = integrator.point(atStageTimes: state.view, parameters: parameters)
    let value = value.packed(columns: group.columns)
    integrator.field.evaluate(at, into: value, tape: tape)
    integrator.statistics.evaluations += 1
    return CostPoint(
      field: integrator.field, at: at, derivative: value.view, tape: tape,
      samples: group.ids.first(group.columns).view)
  }
}
