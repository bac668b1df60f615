import Kernels
import ODE

/// `y' = (y^3) A` with `A = [[-0.1, 2], [-2, -0.1]]` and the cube taken elementwise: the truth of the paper's spiral.
package struct SpiralField: VectorField {
  package typealias Scalar = Double

  package init() {}

  package var stateCount: Int { 2 }
  package var parameterCount: Int { 0 }
  package func tapeCount(columns: Int) -> Int { 0 }

  package func evaluate(_ at: FieldPoint<Double>, into dy: MutableColumns<Double>, tape: MutableVector<Double>) {
    for column in 0..<at.columns {
      let (x, y) = (at.state[0, column], at.state[1, column])
      let (x3, y3) = (x * x * x, y * y * y)
      dy[0, column] = -0.1 * x3 - 2 * y3
      dy[1, column] = 2 * x3 - 0.1 * y3
    }
  }
}
