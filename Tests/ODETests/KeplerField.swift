import Kernels
import ODE

/// The Kepler problem in the plane, `q'' = -p q / |q|^3`, without any allocation: rows `q1, q2, v1, v2`.
struct KeplerField<Scalar: Real>: DifferentiableVectorField {
  var stateCount: Int { 4 }
  var parameterCount: Int { 1 }
  func tapeCount(columns: Int) -> Int { 4 * columns }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: UnsafeMutablePointer<Scalar>, tape: UnsafeMutablePointer<Scalar>) {
    let n = at.columns
    for c in 0..<n {
      let (x, y) = (at.state[c], at.state[n + c])
      let square = x * x + y * y
      let pull = at.parameters[0] / (square * square.squareRoot())
      dy[c] = at.state[2 * n + c]
      dy[n + c] = at.state[3 * n + c]
      dy[2 * n + c] = -pull * x
      dy[3 * n + c] = -pull * y
    }
  }

  func vjp(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, cotangent a: UnsafePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>, time: UnsafeMutablePointer<Scalar>?
  ) {
    let n = at.columns
    for c in 0..<n {
      let (x, y) = (at.state[c], at.state[n + c])
      let square = x * x + y * y
      let pull = at.parameters[0] / (square * square.squareRoot())
      let (u, w) = (a[2 * n + c], a[3 * n + c])
      let along = 3 * (x * u + y * w) / square
      state[c] = -pull * (u - along * x)
      state[n + c] = -pull * (w - along * y)
      state[2 * n + c] = a[c]
      state[3 * n + c] = a[n + c]
      tape[2 * n + c] = u
      tape[3 * n + c] = w
    }
    time?.update(repeating: 0, count: n)
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, weight: UnsafePointer<Scalar>?,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    let n = at.columns
    for c in 0..<n {
      let (x, y) = (at.state[c], at.state[n + c])
      let square = x * x + y * y
      gradient[0] -=
        (weight?[c] ?? 1) * (x * tape[2 * n + c] + y * tape[3 * n + c]) / (square * square.squareRoot())
    }
  }

  func jvp(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, tangent v: UnsafePointer<Scalar>,
    time s: UnsafePointer<Scalar>?, into out: UnsafeMutablePointer<Scalar>
  ) {
    let n = at.columns
    for c in 0..<n {
      let (x, y) = (at.state[c], at.state[n + c])
      let square = x * x + y * y
      let pull = at.parameters[0] / (square * square.squareRoot())
      let along = 3 * (x * v[c] + y * v[n + c]) / square
      out[c] = v[2 * n + c]
      out[n + c] = v[3 * n + c]
      out[2 * n + c] = -pull * (v[c] - along * x)
      out[3 * n + c] = -pull * (v[n + c] - along * y)
    }
  }
}
