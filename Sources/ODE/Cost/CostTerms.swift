import Kernels

/// The running costs of a solver with their integrals and the gradient of the loss with respect to those.
struct CostTerms<Field: DifferentiableVectorField>: Sendable {
  typealias Scalar = Field.Scalar

  let costs: [any RunningCost<Field>]
  /// The integral of each cost along each sample, `[cost, pitch]`.
  let values: MutableColumns<Double>
  /// The gradient of the loss with respect to ``values``, same shape.
  let cotangents: MutableColumns<Double>
  /// The products that the values of all costs at one point take.
  let valueProducts: FieldProducts
  /// The products that their cotangents take.
  let cotangentProducts: FieldProducts
  /// What the gradient of the cost at hand is weighted with, by column.
  private let weights: MutableVector<Scalar>
  private let product: MutableVector<Double>
  /// Where each cost's part of a tape begins, and at the end the length of all.
  private let tapeStarts: [Int]

  init(_ costs: [any RunningCost<Field>], field: Field, pitch: Int, in arena: Arena) {
    self.costs = costs
    valueProducts = costs.reduce(FieldProducts()) { $0 + $1.valueProducts }
    cotangentProducts = costs.reduce(FieldProducts()) { $0 + $1.cotangentProducts }
    values = arena.columns(Double.self, rows: costs.count, columns: pitch)
    cotangents = arena.columns(Double.self, rows: costs.count, columns: pitch)
    weights = arena.vector(Scalar.self, pitch)
    product = arena.vector(Double.self, pitch)
    tapeStarts = costs.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.tapeCount(field, columns: pitch)) }
  }

  var isEmpty: Bool { costs.isEmpty }

  /// Scalars of tape that the costs at one point need.
  var tapeCount: Int { tapeStarts[costs.count] }

  /// Starts a solve.
  func begin() { values.fill(0) }

  /// Adds `scale[column] g` of every cost to the samples' integrals; columns from `live` on and those of scale 0 add
  /// nothing.
  func addValues(
    at point: CostPoint<Field>, scale: Vector<Double>, live: Int, tape: MutableVector<Scalar>
  ) {
    let product = product.first(point.at.columns)
    for k in costs.indices {
      costs[k].evaluate(point, tape: part(k, of: tape), into: product)
      for column in 0..<live where scale[column] != 0 {
        values[k, Int(point.samples[column])] += scale[column] * product[column]
      }
    }
  }

  /// Writes the derivative of the loss's running part by the time, `sum over costs of cotangent g`, of each column.
  func writeRates(
    at point: CostPoint<Field>, tape: MutableVector<Scalar>, into rates: MutableVector<Double>
  ) {
    let product = product.first(point.at.columns)
    rates.fill(0)
    for k in costs.indices {
      costs[k].evaluate(point, tape: part(k, of: tape), into: product)
      for column in 0..<point.at.columns {
        rates[column] += cotangents[k, Int(point.samples[column])] * product[column]
      }
    }
  }

  /// Adds `scale[column]` times the gradient of the loss's running part to the cotangents of a point; a nil scale is
  /// one.
  func addCotangents(
    at point: CostPoint<Field>, scale: Vector<Double>?, tape: MutableVector<Scalar>,
    derivative: MutableColumns<Scalar>, state: MutableColumns<Scalar>, time: MutableVector<Scalar>?
  ) {
    for k in costs.indices {
      costs[k].addCotangents(
        point, tape: part(k, of: tape), weight: weights(of: k, at: point, scale: scale), derivative: derivative,
        state: state, time: time)
    }
  }

  /// Adds the parameters' part of the same gradient, after ``addCotangents(at:scale:tape:derivative:state:time:)``.
  func accumulateParameterGradient(
    at point: CostPoint<Field>, scale: Vector<Double>, tape: MutableVector<Scalar>,
    into gradient: MutableVector<Scalar>
  ) {
    for k in costs.indices {
      costs[k].accumulateParameterGradient(
        point, tape: part(k, of: tape), weight: weights(of: k, at: point, scale: scale), into: gradient)
    }
  }

  /// The columns' weights for one cost; where the scale is zero, as in padding, nothing is weighed.
  private func weights(of k: Int, at point: CostPoint<Field>, scale: Vector<Double>?) -> Vector<Scalar> {
    let (product, weights) = (product.first(point.at.columns), weights.first(point.at.columns))
    for column in 0..<point.at.columns {
      product[column] = (scale?[column] ?? 1) * cotangents[k, Int(point.samples[column])]
    }
    Scalar.narrow(weights, from: product.view)
    return weights.view
  }

  /// The part of a tape that belongs to a cost.
  private func part(_ k: Int, of tape: MutableVector<Scalar>) -> MutableVector<Scalar> {
    tape[tapeStarts[k]..<tapeStarts[k + 1]]
  }
}
