import Kernels

/// The part of a cost's tape that a product with the Jacobian and its pullback take.
struct ProductTape<Field: TwiceDifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  /// The product.
  let product: MutableColumns<Scalar>
  /// The product's gradients with respect to state and time.
  private let state: MutableColumns<Scalar>
  private let time: MutableVector<Scalar>
  private let secondDerivative: MutableVector<Scalar>
  private let tangentTape: MutableVector<Scalar>
  /// What the cost has for itself.
  let rest: MutableVector<Scalar>

  /// Scalars of tape for all of it, and for a rest of `vectors` arrays of state rows and `rows` single rows.
  static func count(_ field: Field, columns: Int, vectors: Int, rows: Int) -> Int {
    ((2 + vectors) * field.stateCount + 1 + rows) * columns + field.secondDerivativeCount(columns: columns)
      + field.tangentTapeCount(columns: columns)
  }

  init(_ point: CostPoint<Field>, _ tape: MutableVector<Scalar>) {
    let (rows, columns) = (point.field.stateCount, point.at.columns)
    var rest = tape
    func part(_ count: Int) -> MutableVector<Scalar> {
      defer { rest = rest[count..<rest.count] }
      return rest.first(count)
    }
    product = MutableColumns(part(rows * columns).base, rows: rows, columns: columns)
    state = MutableColumns(part(rows * columns).base, rows: rows, columns: columns)
    time = part(columns)
    secondDerivative = part(point.field.secondDerivativeCount(columns: columns))
    tangentTape = part(point.field.tangentTapeCount(columns: columns))
    self.rest = rest
  }

  /// Writes the product with a tangent of state and time, to be pulled back.
  func multiply(_ point: CostPoint<Field>, tangent: Columns<Scalar>, time: Vector<Scalar>?) {
    point.field.writeSecondDerivatives(point.at, tape: point.tape.view, into: secondDerivative)
    point.field.product(
      point.at, tape: point.tape.view, tangent: tangent, time: time, into: product, tangentTape: tangentTape)
  }

  /// Adds `weight[column]` times the gradients of `cotangent . product`; that with respect to the tangent is written to
  /// `tangent` as it is, if wanted.
  func pullBack(
    _ point: CostPoint<Field>, cotangent: Columns<Scalar>, weight: Vector<Scalar>,
    state total: MutableColumns<Scalar>, time timeTotal: MutableVector<Scalar>?,
    tangent: MutableColumns<Scalar>? = nil
  ) {
    point.field.pullBack(
      point.at, tape: point.tape.view, secondDerivative: secondDerivative.view, tangentTape: tangentTape,
      cotangent: cotangent,
      state: state,
      time: time,
      tangent: tangent, timeTangent: nil)
    point.add(state.view, weight: weight, to: total)
    guard let timeTotal else { return }
    let columns = point.at.columns
    point.add(
      Columns(time.base, rows: 1, columns: columns), weight: weight,
      to: MutableColumns(timeTotal.base, rows: 1, columns: columns))
  }

  /// Adds `weight[column]` times the gradient of the same with respect to the parameters.
  func accumulateParameterGradient(
    _ point: CostPoint<Field>, weight: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) {
    point.field.accumulateProductGradient(
      point.at, tape: point.tape.view, tangentTape: tangentTape.view, weight: weight, into: gradient)
  }
}
