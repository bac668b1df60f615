import Kernels
import ODE

/// `y_i' = p_0 y_j - p_1 y_i^2` on two halves of the rows that feed each other, without any allocation.
struct QuadraticField<Scalar: Real>: TwiceDifferentiableVectorField, SplitVectorField {
  /// The rows of a half.
  var pairs = 1
  var stateCount: Int { 2 * pairs }
  var parameterCount: Int { 2 }
  var split: FieldSplit<Scalar>? {
    FieldSplit(stiff: ShareField(of: self, 0.625), nonstiff: ShareField(of: self, 0.375))
  }
  func tapeCount(columns: Int) -> Int { 2 * pairs * columns }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: UnsafeMutablePointer<Scalar>, tape: UnsafeMutablePointer<Scalar>) {
    let (n, p) = (pairs * at.columns, at.parameters)
    for i in 0..<2 * n { dy[i] = p[0] * at.state[(i + n) % (2 * n)] - p[1] * at.state[i] * at.state[i] }
  }

  func vjp(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, cotangent a: UnsafePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>, time: UnsafeMutablePointer<Scalar>?
  ) {
    let (n, p) = (pairs * at.columns, at.parameters)
    for i in 0..<2 * n {
      tape[i] = a[i]
      state[i] = p[0] * a[(i + n) % (2 * n)] - 2 * p[1] * at.state[i] * a[i]
    }
    time?.update(repeating: 0, count: at.columns)
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, weight: UnsafePointer<Scalar>?,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    let n = pairs * at.columns
    for i in 0..<2 * n {
      let a = tape[i] * (weight?[i % at.columns] ?? 1)
      gradient[0] += a * at.state[(i + n) % (2 * n)]
      gradient[1] -= a * at.state[i] * at.state[i]
    }
  }

  func jvp(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, tangent v: UnsafePointer<Scalar>,
    time s: UnsafePointer<Scalar>?, into out: UnsafeMutablePointer<Scalar>
  ) {
    let (n, p) = (pairs * at.columns, at.parameters)
    for i in 0..<2 * n { out[i] = p[0] * v[(i + n) % (2 * n)] - 2 * p[1] * at.state[i] * v[i] }
  }

  func curvatureCount(columns: Int) -> Int { 0 }

  func recordCount(columns: Int) -> Int { 4 * pairs * columns }

  func writeCurvature(
    _ at: FieldPoint<Scalar>, tape: UnsafePointer<Scalar>, into curvature: UnsafeMutablePointer<Scalar>
  ) {}

  func product(
    _ at: FieldPoint<Scalar>, tape: UnsafePointer<Scalar>, tangent v: UnsafePointer<Scalar>,
    time s: UnsafePointer<Scalar>?, into out: UnsafeMutablePointer<Scalar>, record: UnsafeMutablePointer<Scalar>
  ) {
    record.update(from: v, count: 2 * pairs * at.columns)
    jvp(at, tape: UnsafeMutablePointer(mutating: tape), tangent: v, time: s, into: out)
  }

  func pullBack(
    _ at: FieldPoint<Scalar>, tape: UnsafePointer<Scalar>, curvature: UnsafePointer<Scalar>,
    record: UnsafeMutablePointer<Scalar>, cotangent w: UnsafePointer<Scalar>, state: UnsafeMutablePointer<Scalar>,
    time: UnsafeMutablePointer<Scalar>?, tangent: UnsafeMutablePointer<Scalar>?,
    timeTangent: UnsafeMutablePointer<Scalar>?
  ) {
    let (n, p) = (pairs * at.columns, at.parameters)
    (record + 2 * n).update(from: w, count: 2 * n)
    for i in 0..<2 * n {
      state[i] = -2 * p[1] * record[i] * w[i]
      tangent?[i] = p[0] * w[(i + n) % (2 * n)] - 2 * p[1] * at.state[i] * w[i]
    }
    time?.update(repeating: 0, count: at.columns)
    timeTangent?.update(repeating: 0, count: at.columns)
  }

  func accumulateProductGradient(
    _ at: FieldPoint<Scalar>, tape: UnsafePointer<Scalar>, record: UnsafePointer<Scalar>,
    weight: UnsafePointer<Scalar>?, into gradient: UnsafeMutablePointer<Scalar>
  ) {
    let n = pairs * at.columns
    for i in 0..<2 * n {
      let w = record[2 * n + i] * (weight?[i % at.columns] ?? 1)
      gradient[0] += w * record[(i + n) % (2 * n)]
      gradient[1] -= 2 * w * at.state[i] * record[i]
    }
  }
}
