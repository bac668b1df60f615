import Kernels
import ODE

/// Products with the Jacobian differentiated once more, by hand.
///
/// With `x_l` the input of layer `l` and `u_l` its tangent, a product runs `r_l = W_l u_l`, `u_(l+1) = phi'(z_l) r_l`.
/// Backward, the cotangents `d` of `r` and `e` of `z` follow from those of `u` and `x`:
/// `d_l = phi'(z_l) (W_(l+1)^T d_(l+1))` and
/// `e_l = phi''(z_l) r_l (W_(l+1)^T d_(l+1)) + phi'(z_l) (W_(l+1)^T e_(l+1))`, where the output layer has `d = w` and
/// `e = 0`. A weight's gradient is `d u^T + e x^T`, a bias's `e`. A linear part adds `A v` to the product, `A^T w` to
/// the tangent's cotangent and `w v^T` to the gradient of `A`.
extension MLPField: TwiceDifferentiableVectorField {
  /// Scalars of second derivatives: one array per hidden unit, and the state's if a power is taken.
  public func secondDerivativeCount(columns: Int) -> Int { secondOrder.secondDerivativeRows * columns }

  /// Scalars of a tangent tape: four arrays per hidden unit and the input's and output's; see the table in the source
  /// of `MLPSecondOrder`.
  public func tangentTapeCount(columns: Int) -> Int { secondOrder.recordRows * columns }

  /// Writes `phi''` of every hidden unit and the second derivative of the input's power.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func writeSecondDerivatives(
    _ at: FieldPoint<Scalar>, tape memory: Vector<Scalar>, into secondDerivative: MutableVector<Scalar>
  ) {
    forEachBlock(of: at.columns, memory.base) { block in
      let columns = block.columns
      let secondDerivative = secondDerivative.base + secondOrder.secondDerivativeRows * block.start
      if power > 1 {
        let out = secondDerivative + secondOrder.inputSecondDerivative * columns
        block.gather(at.state.base, rows: stateCount, into: out)
        Scalar.powerSecondDerivative(out, exponent: power, into: out, count: stateCount * columns)
      }
      for index in hidden.indices {
        let out = secondDerivative + secondOrder.layers[index].secondDerivative * columns
        layers[index].forward(input(of: index, block), into: out, parameters: at.parameters.base, columns: columns)
        Scalar.secondDerivative(activation, out, into: out, count: hidden[index] * columns)
      }
    }
  }

  /// Writes the Jacobian-vector product and keeps the tangent of every layer.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func product(
    _ at: FieldPoint<Scalar>, tape memory: Vector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>, tangentTape: MutableVector<Scalar>
  ) {
    forEachBlock(of: at.columns, memory.base) { block in
      let columns = block.columns
      let tangentTape = tangentTape.base + secondOrder.recordRows * block.start
      var u = tangentTape + secondOrder.inputTangent * columns
      writeInputTangent(v.base, s?.base, into: u, block)
      if power > 1 { block.gather(v.base, rows: stateCount, into: tangentTape + secondOrder.stateTangent * columns) }
      for index in hidden.indices {
        let rate = tangentTape + secondOrder.layers[index].rate * columns
        let tangent = tangentTape + secondOrder.layers[index].tangent * columns
        layers[index].tangent(u, into: rate, parameters: at.parameters.base, columns: columns)
        tangent.update(from: rate, count: hidden[index] * columns)
        multiplyByDerivative(tangent, ofLayer: index, block)
        u = tangent
      }
      let product = tangentTape + secondOrder.outputDelta * columns
      layers[hidden.count].tangent(u, into: product, parameters: at.parameters.base, columns: columns)
      if let linear {
        let image = tangentTape + secondOrder.inputTangentDelta * columns
        linear.tangent(stateTangent(tangentTape, block), into: image, parameters: at.parameters.base, columns: columns)
        Scalar.add(product, image, count: stateCount * columns)
      }
      block.scatter(product, rows: stateCount, into: out.base)
    }
  }

  /// Writes the gradients of `w . out` and leaves both cotangents of each layer on the tangent tape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func pullBack(
    _ at: FieldPoint<Scalar>, tape memory: Vector<Scalar>, secondDerivative: Vector<Scalar>,
    tangentTape: MutableVector<Scalar>, cotangent w: Columns<Scalar>, state: MutableColumns<Scalar>,
    time: MutableVector<Scalar>?, tangent: MutableColumns<Scalar>?,
    timeTangent: MutableVector<Scalar>?
  ) {
    forEachBlock(of: at.columns, memory.base) { block in
      let columns = block.columns
      let secondDerivative = secondDerivative.base + secondOrder.secondDerivativeRows * block.start
      let tangentTape = tangentTape.base + secondOrder.recordRows * block.start
      var ahead = block.prefetchOfNext(tape, during: 2 * layout.count)
      let outputDelta = tangentTape + secondOrder.outputDelta * columns
      block.gather(w.base, rows: stateCount, into: outputDelta)
      var rateDelta = outputDelta
      var delta: UnsafeMutablePointer<Scalar>?
      for index in hidden.indices.reversed() {
        let count = hidden[index] * columns
        let place = secondOrder.layers[index]
        let d = tangentTape + place.rateDelta * columns
        let e = tangentTape + place.delta * columns
        if let delta {
          layers[index + 1].back(delta, into: e, parameters: at.parameters.base, columns: columns, ahead: &ahead)
          multiplyByDerivative(e, ofLayer: index, block)
        } else {
          e.update(repeating: 0, count: count)
        }
        layers[index + 1].back(rateDelta, into: d, parameters: at.parameters.base, columns: columns, ahead: &ahead)
        Scalar.addProduct(
          e, d, tangentTape + place.rate * columns, secondDerivative + place.secondDerivative * columns, count: count)
        multiplyByDerivative(d, ofLayer: index, block)
        rateDelta = d
        delta = e
      }
      let g = tangentTape + secondOrder.inputDelta * columns
      let h = tangentTape + secondOrder.inputTangentDelta * columns
      if let delta {
        layers[0].back(delta, into: g, parameters: at.parameters.base, columns: columns, ahead: &ahead)
      } else {
        g.update(repeating: 0, count: layers[0].inputs * columns)
      }
      layers[0].back(rateDelta, into: h, parameters: at.parameters.base, columns: columns, ahead: &ahead)
      if power > 1 { carryThroughPower(g, h, secondDerivative, tangentTape, block) }
      writeCotangents(g, block, state: state.base, time: time?.base)
      if let linear {
        linear.back(outputDelta, into: g, parameters: at.parameters.base, columns: columns, ahead: &ahead)
        Scalar.add(h, g, count: stateCount * columns)
      }
      writeCotangents(h, block, state: tangent?.base, time: timeTangent?.base)
    }
  }

  /// The tangent of the state in a block of a tangent tape.
  private func stateTangent(_ tangentTape: UnsafePointer<Scalar>, _ block: MLPBlock<Scalar>) -> UnsafePointer<Scalar> {
    tangentTape + (power > 1 ? secondOrder.stateTangent : secondOrder.inputTangent) * block.columns
  }

  /// Carries the cotangents of the input, `g`, and of its tangent, `h`, through the input's power.
  private func carryThroughPower(
    _ g: UnsafeMutablePointer<Scalar>, _ h: UnsafeMutablePointer<Scalar>, _ secondDerivative: UnsafePointer<Scalar>,
    _ tangentTape: UnsafeMutablePointer<Scalar>, _ block: MLPBlock<Scalar>
  ) {
    let count = stateCount * block.columns
    let derivative = block.array(tape.inputDerivative)
    Scalar.multiply(g, g, derivative, count: count)
    Scalar.addProduct(
      g, h, tangentTape + secondOrder.stateTangent * block.columns,
      secondDerivative + secondOrder.inputSecondDerivative * block.columns, count: count)
    Scalar.multiply(h, h, derivative, count: count)
  }

  /// Adds the gradient of `w . out` with respect to the parameters, from the tangent tape's cotangents.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func accumulateProductGradient(
    _ at: FieldPoint<Scalar>, tape memory: Vector<Scalar>, tangentTape: Vector<Scalar>,
    weight: Vector<Scalar>?, into gradient: MutableVector<Scalar>
  ) {
    forEachBlock(of: at.columns, memory.base) { block in
      let columns = block.columns
      let tangentTape = tangentTape.base + secondOrder.recordRows * block.start
      var ahead = block.prefetchOfNext(tape, during: 2 * layout.count)
      let weight = weight.map { $0.base + block.start }
      var u = tangentTape + secondOrder.inputTangent * columns
      for index in hidden.indices {
        let place = secondOrder.layers[index]
        layers[index].accumulateGradient(
          tangentTape + place.delta * columns, input(of: index, block), weight: weight, into: gradient.base,
          columns: columns,
          ahead: &ahead)
        layers[index].accumulateTangentGradient(
          tangentTape + place.rateDelta * columns, u, weight: weight, into: gradient.base, columns: columns,
          ahead: &ahead)
        u = tangentTape + place.tangent * columns
      }
      layers[hidden.count].accumulateTangentGradient(
        tangentTape + secondOrder.outputDelta * columns, u, weight: weight, into: gradient.base, columns: columns,
        ahead: &ahead)
      linear?.accumulateTangentGradient(
        tangentTape + secondOrder.outputDelta * columns, stateTangent(tangentTape, block), weight: weight,
        into: gradient.base,
        columns: columns, ahead: &ahead)
    }
  }
}
