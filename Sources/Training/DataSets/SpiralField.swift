import Kernels
import ODE

/// `y' = (y^3) A` with `A = [[-0.1, 2], [-2, -0.1]]` and the cube taken elementwise: the truth of the paper's spiral.
struct SpiralField: VectorField {
  typealias Scalar = Double

  var stateCount: Int { 2 }
  var parameterCount: Int { 0 }
  func tapeCount(columns: Int) -> Int { 0 }

  func evaluate(_ at: FieldPoint<Double>, into dy: UnsafeMutablePointer<Double>, tape: UnsafeMutablePointer<Double>) {
    let n = at.columns
    for column in 0..<n {
      let (x, y) = (at.state[column], at.state[n + column])
      let (x3, y3) = (x * x * x, y * y * y)
      dy[column] = -0.1 * x3 - 2 * y3
      dy[n + column] = 2 * x3 - 0.1 * y3
    }
  }
}
