import Kernels
import ODE

/// `y_i' = p_0 y_j - p_1 y_i^2` on two halves of the rows that feed each other, without any allocation.
struct QuadraticField<Scalar: KernelScalar>: TwiceDifferentiableVectorField, SplitVectorField {
  /// The rows of a half.
  var pairs = 1
  var stateCount: Int { 2 * pairs }
  var parameterCount: Int { 2 }
  var split: FieldSplit<Scalar>? {
    FieldSplit(stiff: ShareField(of: self, 0.625), nonstiff: ShareField(of: self, 0.375))
  }
  func tapeCount(columns: Int) -> Int { 2 * pairs * columns }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape: MutableVector<Scalar>) {
    let (n, p, y, dy) = (pairs * at.columns, at.parameters, at.state.values, dy.values)
    for i in 0..<2 * n { dy[i] = p[0] * y[(i + n) % (2 * n)] - p[1] * y[i] * y[i] }
  }

  func vjp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?
  ) {
    let (n, p, y) = (pairs * at.columns, at.parameters, at.state.values)
    let (a, state) = (a.values, state.values)
    for i in 0..<2 * n {
      tape[i] = a[i]
      state[i] = p[0] * a[(i + n) % (2 * n)] - 2 * p[1] * y[i] * a[i]
    }
    time?.fill(0)
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, weight: Vector<Scalar>?,
    into gradient: MutableVector<Scalar>
  ) {
    let (n, y) = (pairs * at.columns, at.state.values)
    for i in 0..<2 * n {
      let a = tape[i] * (weight?[i % at.columns] ?? 1)
      gradient[0] += a * y[(i + n) % (2 * n)]
      gradient[1] -= a * y[i] * y[i]
    }
  }

  func jvp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>
  ) {
    let (n, p, y, v, out) = (pairs * at.columns, at.parameters, at.state.values, v.values, out.values)
    for i in 0..<2 * n { out[i] = p[0] * v[(i + n) % (2 * n)] - 2 * p[1] * y[i] * v[i] }
  }

  func secondDerivativeCount(columns: Int) -> Int { 0 }

  func tangentTapeCount(columns: Int) -> Int { 4 * pairs * columns }

  func writeSecondDerivatives(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, into secondDerivative: MutableVector<Scalar>
  ) {}

  func product(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>, tangentTape: MutableVector<Scalar>
  ) {
    tangentTape.first(v.count).copy(v.values)
    jvp(
      at, tape: MutableVector(UnsafeMutablePointer(mutating: tape.base), count: tape.count), tangent: v, time: s,
      into: out)
  }

  func pullBack(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, secondDerivative: Vector<Scalar>,
    tangentTape: MutableVector<Scalar>, cotangent w: Columns<Scalar>, state: MutableColumns<Scalar>,
    time: MutableVector<Scalar>?, tangent: MutableColumns<Scalar>?,
    timeTangent: MutableVector<Scalar>?
  ) {
    let (n, p, y) = (pairs * at.columns, at.parameters, at.state.values)
    let (w, state, tangent) = (w.values, state.values, tangent?.values)
    tangentTape[2 * n..<4 * n].copy(w)
    for i in 0..<2 * n {
      state[i] = -2 * p[1] * tangentTape[i] * w[i]
      tangent?[i] = p[0] * w[(i + n) % (2 * n)] - 2 * p[1] * y[i] * w[i]
    }
    time?.fill(0)
    timeTangent?.fill(0)
  }

  func accumulateProductGradient(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, tangentTape: Vector<Scalar>,
    weight: Vector<Scalar>?, into gradient: MutableVector<Scalar>
  ) {
    let (n, y) = (pairs * at.columns, at.state.values)
    for i in 0..<2 * n {
      let w = tangentTape[2 * n + i] * (weight?[i % at.columns] ?? 1)
      gradient[0] += w * tangentTape[(i + n) % (2 * n)]
      gradient[1] -= 2 * w * y[i] * tangentTape[i]
    }
  }
}
