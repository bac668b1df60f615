import Kernels
import ODE

/// The Kepler problem in the plane, `q'' = -p q / |q|^3`, without any allocation: rows `q1, q2, v1, v2`.
struct KeplerField<Scalar: KernelScalar>: DifferentiableVectorField {
  var stateCount: Int { 4 }
  var parameterCount: Int { 1 }
  func tapeCount(columns: Int) -> Int { 4 * columns }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape: MutableVector<Scalar>) {
    let n = at.columns
    for c in 0..<n {
      let (x, y) = (at.state[0, c], at.state[1, c])
      let square = x * x + y * y
      let pull = at.parameters[0] / (square * square.squareRoot())
      dy[0, c] = at.state[2, c]
      dy[1, c] = at.state[3, c]
      dy[2, c] = -pull * x
      dy[3, c] = -pull * y
    }
  }

  func vjp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?
  ) {
    let n = at.columns
    for c in 0..<n {
      let (x, y) = (at.state[0, c], at.state[1, c])
      let square = x * x + y * y
      let pull = at.parameters[0] / (square * square.squareRoot())
      let (u, w) = (a[2, c], a[3, c])
      let along = 3 * (x * u + y * w) / square
      state[0, c] = -pull * (u - along * x)
      state[1, c] = -pull * (w - along * y)
      state[2, c] = a[0, c]
      state[3, c] = a[1, c]
      tape[2 * n + c] = u
      tape[3 * n + c] = w
    }
    time?.fill(0)
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, weight: Vector<Scalar>?,
    into gradient: MutableVector<Scalar>
  ) {
    let n = at.columns
    for c in 0..<n {
      let (x, y) = (at.state[0, c], at.state[1, c])
      let square = x * x + y * y
      let along = x * tape[2 * n + c] + y * tape[3 * n + c]
      gradient[0] -= (weight?[c] ?? 1) * along / (square * square.squareRoot())
    }
  }

  func jvp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>
  ) {
    let n = at.columns
    for c in 0..<n {
      let (x, y) = (at.state[0, c], at.state[1, c])
      let square = x * x + y * y
      let pull = at.parameters[0] / (square * square.squareRoot())
      let along = 3 * (x * v[0, c] + y * v[1, c]) / square
      out[0, c] = v[2, c]
      out[1, c] = v[3, c]
      out[2, c] = -pull * (v[0, c] - along * x)
      out[3, c] = -pull * (v[1, c] - along * y)
    }
  }
}
