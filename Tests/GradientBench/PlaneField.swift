import Kernels
import ODE

/// Two problems in the plane that allocate nothing: predators and prey, and Van der Pol's oscillator.
struct PlaneField<Scalar: Real>: DifferentiableVectorField {
  /// `x' = p0 x - p1 x y`, `y' = p1 x y - p0 y`; or `x' = y`, `y' = p0 (1 - x^2) y - x`.
  enum Kind: String, CaseIterable {
    case lotkaVolterra
    case vanDerPol
  }

  let kind: Kind
  var stateCount: Int { 2 }
  var parameterCount: Int { 2 }
  func tapeCount(columns: Int) -> Int { 2 * columns }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: UnsafeMutablePointer<Scalar>, tape: UnsafeMutablePointer<Scalar>) {
    let (n, p, q) = (at.columns, at.parameters[0], at.parameters[1])
    for c in 0..<n {
      let (x, y) = (at.state[c], at.state[n + c])
      switch kind {
      case .lotkaVolterra:
        dy[c] = p * x - q * x * y
        dy[n + c] = q * x * y - p * y
      case .vanDerPol:
        dy[c] = y
        dy[n + c] = p * (1 - x * x) * y - x
      }
    }
  }

  func vjp(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, cotangent a: UnsafePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>, time: UnsafeMutablePointer<Scalar>?
  ) {
    let (n, p, q) = (at.columns, at.parameters[0], at.parameters[1])
    for c in 0..<n {
      let (x, y, u, v) = (at.state[c], at.state[n + c], a[c], a[n + c])
      switch kind {
      case .lotkaVolterra:
        state[c] = (p - q * y) * u + q * y * v
        state[n + c] = (q * x - p) * v - q * x * u
      case .vanDerPol:
        state[c] = -(2 * p * x * y + 1) * v
        state[n + c] = u + p * (1 - x * x) * v
      }
      tape[c] = u
      tape[n + c] = v
    }
    time?.update(repeating: 0, count: n)
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, weight: UnsafePointer<Scalar>?,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    let n = at.columns
    for c in 0..<n {
      let w = weight?[c] ?? 1
      let (x, y, u, v) = (at.state[c], at.state[n + c], tape[c], tape[n + c])
      switch kind {
      case .lotkaVolterra:
        gradient[0] += w * (x * u - y * v)
        gradient[1] += w * x * y * (v - u)
      case .vanDerPol:
        gradient[0] += w * (1 - x * x) * y * v
      }
    }
  }

  func jvp(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, tangent v: UnsafePointer<Scalar>,
    time s: UnsafePointer<Scalar>?, into out: UnsafeMutablePointer<Scalar>
  ) {
    let (n, p, q) = (at.columns, at.parameters[0], at.parameters[1])
    for c in 0..<n {
      let (x, y, u, w) = (at.state[c], at.state[n + c], v[c], v[n + c])
      switch kind {
      case .lotkaVolterra:
        out[c] = (p - q * y) * u - q * x * w
        out[n + c] = q * y * u + (q * x - p) * w
      case .vanDerPol:
        out[c] = w
        out[n + c] = p * (1 - x * x) * w - (2 * p * x * y + 1) * u
      }
    }
  }
}
