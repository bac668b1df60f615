import Kernels
import ODE

/// An event function written as plain functions of one sample, with its derivatives, in double precision.
struct ClosureEvent<Scalar: KernelScalar>: EventFunction {
  var value: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> Double
  var stateGradient: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> [Double]
  var timeDerivative: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> Double = { _, _, _ in 0 }
  var parameterGradient: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> [Double] = { _, _, p in
    p.map { _ in 0 }
  }
  var rows: Int
  var parameters: Int

  func evaluate(_ at: FieldPoint<Scalar>, into g: MutableVector<Scalar>) {
    for column in 0..<at.columns {
      let (t, y, p) = at.sample(column, rows: rows, parameters: parameters)
      g[column] = Scalar(value(t, y, p))
    }
  }

  func derivatives(
    _ at: FieldPoint<Scalar>, state: MutableColumns<Scalar>, time: MutableVector<Scalar>
  ) {
    for column in 0..<at.columns {
      let (t, y, p) = at.sample(column, rows: rows, parameters: parameters)
      for (row, g) in stateGradient(t, y, p).enumerated() { state[row, column] = Scalar(g) }
      time[column] = Scalar(timeDerivative(t, y, p))
    }
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, weight: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) {
    for column in 0..<at.columns {
      let (t, y, p) = at.sample(column, rows: rows, parameters: parameters)
      for (k, g) in parameterGradient(t, y, p).enumerated() { gradient[k] += Scalar(Double(weight[column]) * g) }
    }
  }
}

/// A state jump written as plain functions of one sample, with its derivatives, in double precision.
struct ClosureJump<Scalar: KernelScalar>: StateJump {
  var value: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> [Double]
  var jacobian: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> [[Double]]
  var timeDerivative: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> [Double]
  var parameterJacobian: @Sendable (_ t: Double, _ y: [Double], _ p: [Double]) -> [[Double]]
  var rows: Int
  var parameters: Int

  func apply(_ at: FieldPoint<Scalar>, into state: MutableColumns<Scalar>) {
    for column in 0..<at.columns {
      let (t, y, p) = at.sample(column, rows: rows, parameters: parameters)
      for (row, x) in value(t, y, p).enumerated() { state[row, column] = Scalar(x) }
    }
  }

  func vjp(
    _ at: FieldPoint<Scalar>, cotangent a: Columns<Scalar>, state: MutableColumns<Scalar>,
    time: MutableVector<Scalar>
  ) {
    for column in 0..<at.columns {
      let (t, y, p) = at.sample(column, rows: rows, parameters: parameters)
      let w = (0..<rows).map { Double(a[$0, column]) }
      let j = jacobian(t, y, p)
      for row in 0..<rows {
        state[row, column] = Scalar((0..<rows).reduce(0) { $0 + j[$1][row] * w[$1] })
      }
      time[column] = Scalar(zip(timeDerivative(t, y, p), w).reduce(0) { $0 + $1.0 * $1.1 })
    }
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, cotangent a: Columns<Scalar>, into gradient: MutableVector<Scalar>
  ) {
    for column in 0..<at.columns {
      let (t, y, p) = at.sample(column, rows: rows, parameters: parameters)
      let j = parameterJacobian(t, y, p)
      for k in 0..<parameters {
        for row in 0..<rows { gradient[k] += Scalar(j[row][k] * Double(a[row, column])) }
      }
    }
  }
}

extension FieldPoint {
  /// Time, state and parameters of one sample.
  func sample(_ column: Int, rows: Int, parameters count: Int) -> (Double, [Double], [Double]) {
    (
      Double(times[column]), (0..<rows).map { Double(state[$0, column]) },
      (0..<count).map { Double(parameters[$0]) }
    )
  }
}
