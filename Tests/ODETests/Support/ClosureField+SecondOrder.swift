import Kernels
import ODE

/// A tangent of state and time, and a cotangent.
struct BilinearPoint {
  var v: [Double]
  var s: Double
  var w: [Double]
}

/// The derivatives of `w . (J v + f_t s)`.
struct BilinearGradient {
  var state: [Double]
  var time: Double
  var parameters: [Double]
}

/// Second derivatives, by differences of fourth order of the first ones unless they are given: good to about ten
/// digits.
extension ClosureField: TwiceDifferentiableVectorField {
  func secondDerivativeCount(columns: Int) -> Int { 0 }

  func tangentTapeCount(columns: Int) -> Int { (2 * stateCount + 1) * columns }

  func writeSecondDerivatives(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, into secondDerivative: MutableVector<Scalar>
  ) {}

  func product(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>, tangentTape: MutableVector<Scalar>
  ) {
    let count = stateCount * at.columns
    tangentTape.first(count).copy(v.values)
    for column in 0..<at.columns { tangentTape[count + column] = s?[column] ?? 0 }
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
    let count = stateCount * at.columns
    tangentTape[count + at.columns..<2 * count + at.columns].copy(w.values)
    for column in 0..<at.columns {
      let gradient = bilinear(at, tangentTape.view, column)
      for row in 0..<stateCount { state[row, column] = Scalar(gradient.state[row]) }
      time?[column] = Scalar(gradient.time)
      let t = Double(at.times[column])
      let y = (0..<stateCount).map { Double(at.state[$0, column]) }
      let p = (0..<parameterCount).map { Double(at.parameters[$0]) }
      let w = (0..<stateCount).map { Double(w[$0, column]) }
      let (j, ft) = (jacobian(t, y, p), timeDerivative(t, y, p))
      for row in 0..<stateCount {
        tangent?[row, column] = Scalar(w.indices.reduce(0) { $0 + w[$1] * j[$1][row] })
      }
      timeTangent?[column] = Scalar(w.indices.reduce(0) { $0 + w[$1] * ft[$1] })
    }
  }

  func accumulateProductGradient(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, tangentTape: Vector<Scalar>,
    weight: Vector<Scalar>?, into gradient: MutableVector<Scalar>
  ) {
    for column in 0..<at.columns {
      let part = bilinear(at, tangentTape, column).parameters
      for k in 0..<parameterCount { gradient[k] += (weight?[column] ?? 1) * Scalar(part[k]) }
    }
  }

  private func bilinear(_ at: FieldPoint<Scalar>, _ tangentTape: Vector<Scalar>, _ column: Int) -> BilinearGradient {
    let (n, columns) = (stateCount, at.columns)
    func rows(_ first: Int) -> [Double] { (0..<n).map { Double(tangentTape[(first + $0) * columns + column]) } }
    let point = BilinearPoint(v: rows(0), s: Double(tangentTape[n * columns + column]), w: rows(n + 1))
    let t = Double(at.times[column])
    let y = (0..<n).map { Double(at.state[$0, column]) }
    let p = (0..<parameterCount).map { Double(at.parameters[$0]) }
    if let second { return second(t, y, p, point) }
    func value(_ t: Double, _ y: [Double], _ p: [Double]) -> Double {
      let (j, ft) = (jacobian(t, y, p), timeDerivative(t, y, p))
      return (0..<n).reduce(0) { sum, i in
        sum + point.w[i] * (zip(j[i], point.v).reduce(ft[i] * point.s) { $0 + $1.0 * $1.1 })
      }
    }
    func difference(at x: Double, _ value: (Double) -> Double) -> Double {
      let h = 1e-3 * max(1, abs(x))
      return (8 * (value(x + h) - value(x - h)) - (value(x + 2 * h) - value(x - 2 * h))) / (12 * h)
    }
    func replaced(_ x: [Double], _ i: Int, _ value: Double) -> [Double] {
      var x = x
      x[i] = value
      return x
    }
    return BilinearGradient(
      state: y.indices.map { i in difference(at: y[i]) { value(t, replaced(y, i, $0), p) } },
      time: difference(at: t) { value($0, y, p) },
      parameters: p.indices.map { i in difference(at: p[i]) { value(t, y, replaced(p, i, $0)) } })
  }
}
