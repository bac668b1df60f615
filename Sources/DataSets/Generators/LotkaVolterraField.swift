import Kernels
import ODE

/// Lotka and Volterra's equations `x' = 1.5 x - x y`, `y' = x y - 3 y`: prey and predators in units of their
/// equilibrium's scale.
package struct LotkaVolterraField: VectorField {
  package typealias Scalar = Double

  package init() {}

  package var stateCount: Int { 2 }
  package var parameterCount: Int { 0 }
  package func tapeCount(columns: Int) -> Int { 0 }

  package func evaluate(_ at: FieldPoint<Double>, into dy: MutableColumns<Double>, tape: MutableVector<Double>) {
    for column in 0..<at.columns {
      let (x, y) = (at.state[0, column], at.state[1, column])
      dy[0, column] = 1.5 * x - x * y
      dy[1, column] = x * y - 3 * y
    }
  }
}
