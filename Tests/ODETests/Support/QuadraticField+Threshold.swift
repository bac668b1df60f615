import Kernels
import ODE

extension QuadraticField {
  /// Where the first row passes 0.35, without any allocation.
  struct Threshold: EventFunction {
    func evaluate(_ at: FieldPoint<Scalar>, into g: MutableVector<Scalar>) {
      for column in 0..<at.columns { g[column] = at.state[0, column] - 0.35 }
    }

    func derivatives(
      _ at: FieldPoint<Scalar>, state: MutableColumns<Scalar>, time: MutableVector<Scalar>
    ) {
      for column in 0..<at.columns {
        state[0, column] = 1
        state[1, column] = 0
        time[column] = 0
      }
    }

    func accumulateParameterGradient(
      _ at: FieldPoint<Scalar>, weight: Vector<Scalar>, into gradient: MutableVector<Scalar>
    ) {}
  }
}
