import Kernels
import ODE

extension QuadraticField {
  /// Where the first row passes 0.35, without any allocation.
  struct Threshold: EventFunction {
    func evaluate(_ at: FieldPoint<Scalar>, into g: UnsafeMutablePointer<Scalar>) {
      for column in 0..<at.columns { g[column] = at.state[column] - 0.35 }
    }

    func derivatives(
      _ at: FieldPoint<Scalar>, state: UnsafeMutablePointer<Scalar>, time: UnsafeMutablePointer<Scalar>
    ) {
      for column in 0..<at.columns {
        state[column] = 1
        state[at.columns + column] = 0
        time[column] = 0
      }
    }

    func accumulateParameterGradient(
      _ at: FieldPoint<Scalar>, weight: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
    ) {}
  }
}
