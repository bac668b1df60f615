import Kernels

/// The part of a cost's tape that a product with the Jacobian and its pullback take.
struct ProductTape<Field: TwiceDifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  /// The product.
  let product: UnsafeMutablePointer<Scalar>
  /// The product's gradients with respect to state and time.
  private let state: UnsafeMutablePointer<Scalar>
  private let time: UnsafeMutablePointer<Scalar>
  private let curvature: UnsafeMutablePointer<Scalar>
  private let record: UnsafeMutablePointer<Scalar>
  /// What the cost has for itself.
  let rest: UnsafeMutablePointer<Scalar>

  /// Scalars of tape for all of it, and for a rest of `vectors` arrays of state rows and `rows` single rows.
  static func count(_ field: Field, columns: Int, vectors: Int, rows: Int) -> Int {
    ((2 + vectors) * field.stateCount + 1 + rows) * columns + field.curvatureCount(columns: columns)
      + field.recordCount(columns: columns)
  }

  init(_ point: CostPoint<Field>, _ tape: UnsafeMutablePointer<Scalar>) {
    let columns = point.at.columns
    let count = point.field.stateCount * columns
    product = tape
    state = product + count
    time = state + count
    curvature = time + columns
    record = curvature + point.field.curvatureCount(columns: columns)
    rest = record + point.field.recordCount(columns: columns)
  }

  /// Writes the product with a tangent of state and time, to be pulled back.
  func multiply(_ point: CostPoint<Field>, tangent: UnsafePointer<Scalar>, time: UnsafePointer<Scalar>?) {
    point.field.writeCurvature(point.at, tape: point.tape, into: curvature)
    point.field.product(point.at, tape: point.tape, tangent: tangent, time: time, into: product, record: record)
  }

  /// Adds `weight[column]` times the gradients of `cotangent . product`; that with respect to the tangent is written to
  /// `tangent` as it is, if wanted.
  func pullBack(
    _ point: CostPoint<Field>, cotangent: UnsafePointer<Scalar>, weight: UnsafePointer<Scalar>,
    state total: UnsafeMutablePointer<Scalar>, time timeTotal: UnsafeMutablePointer<Scalar>?,
    tangent: UnsafeMutablePointer<Scalar>? = nil
  ) {
    point.field.pullBack(
      point.at, tape: point.tape, curvature: curvature, record: record, cotangent: cotangent, state: state, time: time,
      tangent: tangent, timeTangent: nil)
    point.add(state, weight: weight, to: total)
    if let timeTotal { point.add(time, rows: 1, weight: weight, to: timeTotal) }
  }

  /// Adds `weight[column]` times the gradient of the same with respect to the parameters.
  func accumulateParameterGradient(
    _ point: CostPoint<Field>, weight: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
  ) {
    point.field.accumulateProductGradient(
      point.at, tape: point.tape, record: record, weight: weight, into: gradient)
  }
}
