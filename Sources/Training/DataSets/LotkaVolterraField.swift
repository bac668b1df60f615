import Kernels
import ODE

/// Lotka and Volterra's equations `x' = 1.5 x - x y`, `y' = x y - 3 y`: prey and predators in units of their
/// equilibrium's scale.
struct LotkaVolterraField: VectorField {
  typealias Scalar = Double

  var stateCount: Int { 2 }
  var parameterCount: Int { 0 }
  func tapeCount(columns: Int) -> Int { 0 }

  func evaluate(_ at: FieldPoint<Double>, into dy: UnsafeMutablePointer<Double>, tape: UnsafeMutablePointer<Double>) {
    let n = at.columns
    for column in 0..<n {
      let (x, y) = (at.state[column], at.state[n + column])
      dy[column] = 1.5 * x - x * y
      dy[n + column] = x * y - 3 * y
    }
  }
}
