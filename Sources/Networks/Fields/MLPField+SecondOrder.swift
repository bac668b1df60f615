import Kernels
import ODE

/// Products with the Jacobian differentiated once more, by hand.
///
/// With `x_l` the input of layer `l` and `u_l` its tangent, a product runs `r_l = W_l u_l`, `u_(l+1) = phi'(z_l) r_l`. Backward,
/// the cotangents `d` of `r` and `e` of `z` follow from those of `u` and `x`: `d_l = phi'(z_l) (W_(l+1)^T d_(l+1))` and
/// `e_l = phi''(z_l) r_l (W_(l+1)^T d_(l+1)) + phi'(z_l) (W_(l+1)^T e_(l+1))`, where the output layer has `d = w` and `e = 0`.
/// A weight's gradient is `d u^T + e x^T`, a bias's `e`.
extension MLPField: TwiceDifferentiableVectorField {
  /// Scalars of curvature: one array per hidden unit, and the state's if a power is taken.
  public func curvatureCount(columns: Int) -> Int { secondOrder.curvatureRows * columns }

  /// Scalars of a record: four arrays per hidden unit and the input's and output's; see the table in the source of `MLPSecondOrder`.
  public func recordCount(columns: Int) -> Int { secondOrder.recordRows * columns }

  /// Writes `phi''` of every hidden unit and the second derivative of the input's power.
  public func writeCurvature(
    _ at: FieldPoint<Scalar>, tape memory: UnsafePointer<Scalar>, into curvature: UnsafeMutablePointer<Scalar>
  ) {
    let columns = at.columns
    if power > 1 {
      Scalar.powerCurvature(
        at.state, exponent: power, into: curvature + secondOrder.inputCurvature * columns,
        count: stateCount * columns)
    }
    for index in hidden.indices {
      let out = curvature + secondOrder.layers[index].curvature * columns
      layers[index].forward(input(of: index, at, memory), into: out, parameters: at.parameters, columns: columns)
      Scalar.curvature(activation, out, into: out, count: hidden[index] * columns)
    }
  }

  /// Writes the Jacobian-vector product and keeps the tangent of every layer.
  public func product(
    _ at: FieldPoint<Scalar>, tape memory: UnsafePointer<Scalar>, tangent v: UnsafePointer<Scalar>,
    time s: UnsafePointer<Scalar>?, into out: UnsafeMutablePointer<Scalar>, record: UnsafeMutablePointer<Scalar>
  ) {
    let columns = at.columns
    let first = record + secondOrder.inputTangent * columns
    writeInputTangent(v, s, into: first, memory, columns)
    if power > 1 { (record + secondOrder.stateTangent * columns).update(from: v, count: stateCount * columns) }
    var u = UnsafePointer(first)
    for index in hidden.indices {
      let rate = record + secondOrder.layers[index].rate * columns
      let tangent = record + secondOrder.layers[index].tangent * columns
      layers[index].tangent(u, into: rate, parameters: at.parameters, columns: columns)
      Scalar.multiply(
        tangent, rate, memory + tape.layers[index].slope * columns, count: hidden[index] * columns)
      u = UnsafePointer(tangent)
    }
    layers[hidden.count].tangent(u, into: out, parameters: at.parameters, columns: columns)
  }

  /// Writes the gradients of `w . out` and leaves both cotangents of each layer on the record.
  public func pullBack(
    _ at: FieldPoint<Scalar>, tape memory: UnsafePointer<Scalar>, curvature: UnsafePointer<Scalar>,
    record: UnsafeMutablePointer<Scalar>, cotangent w: UnsafePointer<Scalar>, state: UnsafeMutablePointer<Scalar>,
    time: UnsafeMutablePointer<Scalar>?, tangent: UnsafeMutablePointer<Scalar>?,
    timeTangent: UnsafeMutablePointer<Scalar>?
  ) {
    let columns = at.columns
    let outputDelta = record + secondOrder.outputDelta * columns
    outputDelta.update(from: w, count: stateCount * columns)
    var rateDelta = UnsafePointer(outputDelta)
    var delta: UnsafePointer<Scalar>?
    for index in hidden.indices.reversed() {
      let count = hidden[index] * columns
      let place = secondOrder.layers[index]
      let slope = memory + tape.layers[index].slope * columns
      let d = record + place.rateDelta * columns
      let e = record + place.delta * columns
      let rate = record + place.rate * columns
      if let delta {
        layers[index + 1].back(delta, into: e, parameters: at.parameters, columns: columns)
        Scalar.multiply(e, e, slope, count: count)
      } else {
        e.update(repeating: 0, count: count)
      }
      layers[index + 1].back(rateDelta, into: d, parameters: at.parameters, columns: columns)
      Scalar.addProduct(e, d, rate, curvature + place.curvature * columns, count: count)
      Scalar.multiply(d, d, slope, count: count)
      rateDelta = UnsafePointer(d)
      delta = UnsafePointer(e)
    }
    pullBackInput(
      at, memory, curvature, record, delta: delta, rateDelta: rateDelta, state: state, time: time, tangent: tangent,
      timeTangent: timeTangent)
  }

  /// Carries the first layer's cotangents through the input's power to the state, the time and their tangents.
  private func pullBackInput(
    _ at: FieldPoint<Scalar>, _ memory: UnsafePointer<Scalar>, _ curvature: UnsafePointer<Scalar>,
    _ record: UnsafeMutablePointer<Scalar>, delta: UnsafePointer<Scalar>?, rateDelta: UnsafePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>, time: UnsafeMutablePointer<Scalar>?, tangent: UnsafeMutablePointer<Scalar>?,
    timeTangent: UnsafeMutablePointer<Scalar>?
  ) {
    let columns = at.columns
    let count = stateCount * columns
    let g = record + secondOrder.inputDelta * columns
    let h = record + secondOrder.inputTangentDelta * columns
    if let delta {
      layers[0].back(delta, into: g, parameters: at.parameters, columns: columns)
    } else {
      g.update(repeating: 0, count: layers[0].inputs * columns)
    }
    layers[0].back(rateDelta, into: h, parameters: at.parameters, columns: columns)
    if let time { writeTimeRow(of: g, into: time, columns) }
    if let timeTangent { writeTimeRow(of: h, into: timeTangent, columns) }
    if power == 1 {
      state.update(from: g, count: count)
      tangent?.update(from: h, count: count)
      return
    }
    let slope = memory + tape.inputSlope * columns
    if let tangent { Scalar.multiply(tangent, h, slope, count: count) }
    Scalar.multiply(state, g, slope, count: count)
    Scalar.addProduct(
      state, h, record + secondOrder.stateTangent * columns, curvature + secondOrder.inputCurvature * columns,
      count: count)
  }

  private func writeTimeRow(
    of rows: UnsafePointer<Scalar>, into time: UnsafeMutablePointer<Scalar>, _ columns: Int
  ) {
    if includesTime {
      time.update(from: rows + stateCount * columns, count: columns)
    } else {
      time.update(repeating: 0, count: columns)
    }
  }

  /// Adds the gradient of `w . out` with respect to the parameters, from the record's cotangents.
  public func accumulateProductGradient(
    _ at: FieldPoint<Scalar>, tape memory: UnsafePointer<Scalar>, record: UnsafePointer<Scalar>,
    weight: UnsafePointer<Scalar>?, into gradient: UnsafeMutablePointer<Scalar>
  ) {
    let columns = at.columns
    var u = record + secondOrder.inputTangent * columns
    for index in hidden.indices {
      let place = secondOrder.layers[index]
      layers[index].accumulateGradient(
        record + place.delta * columns, input(of: index, at, memory), weight: weight, into: gradient, columns: columns)
      layers[index].accumulateTangentGradient(
        record + place.rateDelta * columns, u, weight: weight, into: gradient, columns: columns)
      u = record + place.tangent * columns
    }
    layers[hidden.count].accumulateTangentGradient(
      record + secondOrder.outputDelta * columns, u, weight: weight, into: gradient, columns: columns)
  }
}
