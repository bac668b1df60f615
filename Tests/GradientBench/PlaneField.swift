import Kernels
import ODE

/// Two problems in the plane that allocate nothing: predators and prey, and Van der Pol's oscillator.
struct PlaneField<Scalar: KernelScalar>: DifferentiableVectorField {
  /// `x' = p0 x - p1 x y`, `y' = p1 x y - p0 y`; or `x' = y`, `y' = p0 (1 - x^2) y - x`.
  enum Kind: String, CaseIterable {
    case lotkaVolterra
    case vanDerPol
  }

  let kind: Kind
  var stateCount: Int { 2 }
  var parameterCount: Int { 2 }
  func tapeCount(columns: Int) -> Int { 2 * columns }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape: MutableVector<Scalar>) {
    let (n, p, q) = (at.columns, at.parameters[0], at.parameters[1])
    for c in 0..<n {
      let (x, y) = (at.state[0, c], at.state[1, c])
      switch kind {
      case .lotkaVolterra:
        dy[0, c] = p * x - q * x * y
        dy[1, c] = q * x * y - p * y
      case .vanDerPol:
        dy[0, c] = y
        dy[1, c] = p * (1 - x * x) * y - x
      }
    }
  }

  func vjp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?
  ) {
    let (n, p, q) = (at.columns, at.parameters[0], at.parameters[1])
    for c in 0..<n {
      let (x, y, u, v) = (at.state[0, c], at.state[1, c], a[0, c], a[1, c])
      switch kind {
      case .lotkaVolterra:
        state[0, c] = (p - q * y) * u + q * y * v
        state[1, c] = (q * x - p) * v - q * x * u
      case .vanDerPol:
        state[0, c] = -(2 * p * x * y + 1) * v
        state[1, c] = u + p * (1 - x * x) * v
      }
      tape[c] = u
      tape[n + c] = v
    }
    time?.fill(0)
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, weight: Vector<Scalar>?,
    into gradient: MutableVector<Scalar>
  ) {
    let n = at.columns
    for c in 0..<n {
      let w = weight?[c] ?? 1
      let (x, y, u, v) = (at.state[0, c], at.state[1, c], tape[c], tape[n + c])
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
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>
  ) {
    let (n, p, q) = (at.columns, at.parameters[0], at.parameters[1])
    for c in 0..<n {
      let (x, y, u, w) = (at.state[0, c], at.state[1, c], v[0, c], v[1, c])
      switch kind {
      case .lotkaVolterra:
        out[0, c] = (p - q * y) * u - q * x * w
        out[1, c] = q * y * u + (q * x - p) * w
      case .vanDerPol:
        out[0, c] = w
        out[1, c] = p * (1 - x * x) * w - (2 * p * x * y + 1) * u
      }
    }
  }
}
