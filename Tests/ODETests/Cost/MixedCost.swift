import Foundation
import Kernels
import ODE

/// `g = p_0 t |y|^2 + y . f + sin t`, which depends on everything a running cost may depend on.
struct MixedCost<Field: DifferentiableVectorField>: RunningCost {
  var valueProducts: FieldProducts { FieldProducts() }
  var cotangentProducts: FieldProducts { FieldProducts() }

  func tapeCount(_ field: Field, columns: Int) -> Int { 0 }

  private func sums(_ point: CostPoint<Field>, _ column: Int) -> (squares: Double, product: Double) {
    var (squares, product) = (0.0, 0.0)
    for row in 0..<point.field.stateCount {
      let y = Double(point.at.state[row, column])
      squares += y * y
      product += y * Double(point.derivative[row, column])
    }
    return (squares, product)
  }

  func evaluate(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, into value: MutableVector<Double>
  ) {
    for column in 0..<point.at.columns {
      let t = Double(point.at.times[column])
      let (squares, product) = sums(point, column)
      value[column] = Double(point.at.parameters[0]) * t * squares + product + sin(t)
    }
  }

  func addCotangents(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, weight: Vector<Field.Scalar>,
    derivative: MutableColumns<Field.Scalar>, state: MutableColumns<Field.Scalar>,
    time: MutableVector<Field.Scalar>?
  ) {
    let p = Double(point.at.parameters[0])
    for column in 0..<point.at.columns {
      let t = Double(point.at.times[column])
      for row in 0..<point.field.stateCount {
        let (y, f) = (point.at.state[row, column], point.derivative[row, column])
        derivative[row, column] += weight[column] * y
        state[row, column] += weight[column] * (Field.Scalar(2 * p * t) * y + f)
      }
      time?[column] += weight[column] * Field.Scalar(p * sums(point, column).squares + cos(t))
    }
  }

  func accumulateParameterGradient(
    _ point: CostPoint<Field>, tape: MutableVector<Field.Scalar>, weight: Vector<Field.Scalar>,
    into gradient: MutableVector<Field.Scalar>
  ) {
    for column in 0..<point.at.columns {
      gradient[0] += weight[column] * point.at.times[column] * Field.Scalar(sums(point, column).squares)
    }
  }
}
