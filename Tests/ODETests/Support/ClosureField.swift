import Foundation
import Kernels
import ODE

/// A field written as plain functions of one sample, with its derivatives, in double precision.
struct ClosureField<Scalar: KernelScalar>: SplitVectorField {
  var stateCount: Int
  var parameterCount: Int
  var value: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> [Double]
  /// `jacobian[i][j] = df_i/dy_j`.
  var jacobian: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> [[Double]]
  /// `parameterJacobian[i][j] = df_i/dp_j`.
  var parameterJacobian: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> [[Double]]
  var timeDerivative: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> [Double]
  /// The derivatives of `w . (J v + f_t s)` by state, time and parameters; by differences where it is nil.
  var second: (@Sendable (_ t: Double, _ y: [Double], _ p: [Double], _ product: BilinearPoint) -> BilinearGradient)?
  /// The stiff part and the other one; where there are none, shares of the whole field stand for them.
  var parts: [ClosureField] = []

  var split: FieldSplit<Scalar>? {
    parts.isEmpty
      ? FieldSplit(stiff: ShareField(of: self, 0.625), nonstiff: ShareField(of: self, 0.375))
      : FieldSplit(stiff: parts[0], nonstiff: parts[1])
  }

  func tapeCount(columns: Int) -> Int { stateCount * columns }

  private func sample(_ at: FieldPoint<Scalar>, _ column: Int) -> (Double, [Double], [Double]) {
    (
      Double(at.times[column]), (0..<stateCount).map { Double(at.state[$0, column]) },
      (0..<parameterCount).map { Double(at.parameters[$0]) }
    )
  }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape: MutableVector<Scalar>) {
    for column in 0..<at.columns {
      let (t, y, p) = sample(at, column)
      for (row, f) in value(t, y, p).enumerated() { dy[row, column] = Scalar(f) }
    }
  }

  func vjp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?
  ) {
    tape.first(a.count).copy(a.values)
    for column in 0..<at.columns {
      let (t, y, p) = sample(at, column)
      let cotangent = (0..<stateCount).map { Double(a[$0, column]) }
      let j = jacobian(t, y, p)
      for row in 0..<stateCount {
        state[row, column] = Scalar((0..<stateCount).reduce(0) { $0 + j[$1][row] * cotangent[$1] })
      }
      let ft = timeDerivative(t, y, p)
      time?[column] = Scalar(zip(ft, cotangent).reduce(0) { $0 + $1.0 * $1.1 })
    }
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, weight: Vector<Scalar>?,
    into gradient: MutableVector<Scalar>
  ) {
    for column in 0..<at.columns {
      let (t, y, p) = sample(at, column)
      let j = parameterJacobian(t, y, p)
      let w = weight.map { Double($0[column]) } ?? 1
      for k in 0..<parameterCount {
        for row in 0..<stateCount {
          gradient[k] += Scalar(w * j[row][k] * Double(tape[row * at.columns + column]))
        }
      }
    }
  }

  func jvp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>
  ) {
    for column in 0..<at.columns {
      let (t, y, p) = sample(at, column)
      let j = jacobian(t, y, p)
      let ft = timeDerivative(t, y, p)
      for row in 0..<stateCount {
        let sum = (0..<stateCount).reduce(0) { $0 + j[row][$1] * Double(v[$1, column]) }
        out[row, column] = Scalar(sum + ft[row] * (s.map { Double($0[column]) } ?? 0))
      }
    }
  }

  /// `y' = -p y^2 (1 + t)` with the solution `1 / (1/y0 + p ((1 + t)^2 - (1 + t0)^2) / 2)`.
  static var hyperbola: Self {
    Self(
      stateCount: 1, parameterCount: 1,
      value: { t, y, p in [-p[0] * y[0] * y[0] * (1 + t)] },
      jacobian: { t, y, p in [[-2 * p[0] * y[0] * (1 + t)]] },
      parameterJacobian: { t, y, p in [[-y[0] * y[0] * (1 + t)]] },
      timeDerivative: { t, y, p in [-p[0] * y[0] * y[0]] })
  }

  /// `y' = p cos(t) y^2` with the solution `1 / (c - p sin t)`, `c = 1 / y(0)`.
  static var pulse: Self {
    Self(
      stateCount: 1, parameterCount: 1,
      value: { t, y, p in [p[0] * cos(t) * y[0] * y[0]] },
      jacobian: { t, y, p in [[2 * p[0] * cos(t) * y[0]]] },
      parameterJacobian: { t, y, p in [[cos(t) * y[0] * y[0]]] },
      timeDerivative: { t, y, p in [-p[0] * sin(t) * y[0] * y[0]] })
  }

  /// A rotation whose speed is `p` times the squared radius: `y(t) = R(p |y0|^2 (t - t0)) y0`.
  static var swirl: Self {
    Self(
      stateCount: 2, parameterCount: 1,
      value: { t, y, p in
        let w = p[0] * (y[0] * y[0] + y[1] * y[1])
        return [-w * y[1], w * y[0]]
      },
      jacobian: { t, y, p in
        let w = p[0] * (y[0] * y[0] + y[1] * y[1])
        let (wx, wy) = (2 * p[0] * y[0], 2 * p[0] * y[1])
        return [[-wx * y[1], -wy * y[1] - w], [wx * y[0] + w, wy * y[0]]]
      },
      parameterJacobian: { t, y, p in
        let r = y[0] * y[0] + y[1] * y[1]
        return [[-r * y[1]], [r * y[0]]]
      },
      timeDerivative: { t, y, p in [0, 0] })
  }

  /// Lotka and Volterra's equations with a season: `x' = p0 x - p1 x y + p2 sin t`, `y' = p1 x y - p0 y`.
  static var predators: Self {
    Self(
      stateCount: 2, parameterCount: 3,
      value: { t, y, p in
        [p[0] * y[0] - p[1] * y[0] * y[1] + p[2] * sin(t), p[1] * y[0] * y[1] - p[0] * y[1]]
      },
      jacobian: { t, y, p in [[p[0] - p[1] * y[1], -p[1] * y[0]], [p[1] * y[1], p[1] * y[0] - p[0]]] },
      parameterJacobian: { t, y, p in [[y[0], -y[0] * y[1], sin(t)], [-y[1], y[0] * y[1], 0]] },
      timeDerivative: { t, y, p in [p[2] * cos(t), 0] },
      second: { t, y, p, at in
        let (v, w) = (at.v, at.w)
        let meeting = y[1] * v[0] + y[0] * v[1]
        return BilinearGradient(
          state: [p[1] * (w[1] - w[0]) * v[1], p[1] * (w[1] - w[0]) * v[0]], time: -p[2] * sin(t) * w[0] * at.s,
          parameters: [w[0] * v[0] - w[1] * v[1], (w[1] - w[0]) * meeting, w[0] * cos(t) * at.s])
      })
  }

  /// A driven oscillator: `q' = v`, `v' = -p0 q + p1 cos t`.
  static var driven: Self {
    Self(
      stateCount: 2, parameterCount: 2,
      value: { t, y, p in [y[1], -p[0] * y[0] + p[1] * cos(t)] },
      jacobian: { t, y, p in [[0, 1], [-p[0], 0]] },
      parameterJacobian: { t, y, p in [[0, 0], [-y[0], cos(t)]] },
      timeDerivative: { t, y, p in [0, -p[1] * sin(t)] })
  }

  /// A pull of strength `-p` toward a moving point: `y' = p (y - cos t)`.
  static var pull: Self {
    Self(
      stateCount: 1, parameterCount: 1, value: { t, y, p in [p[0] * (y[0] - cos(t))] },
      jacobian: { _, _, p in [[p[0]]] }, parameterJacobian: { t, y, _ in [[y[0] - cos(t)]] },
      timeDerivative: { t, _, p in [p[0] * sin(t)] })
  }

  /// Van der Pol's oscillator, `q' = v`, `v' = p (1 - q^2) v - q`.
  static var vanDerPol: Self {
    Self(
      stateCount: 2, parameterCount: 1,
      value: { _, y, p in [y[1], p[0] * (1 - y[0] * y[0]) * y[1] - y[0]] },
      jacobian: { _, y, p in [[0, 1], [-2 * p[0] * y[0] * y[1] - 1, p[0] * (1 - y[0] * y[0])]] },
      parameterJacobian: { _, y, p in [[0], [(1 - y[0] * y[0]) * y[1]]] },
      timeDerivative: { _, _, _ in [0, 0] })
  }
}
