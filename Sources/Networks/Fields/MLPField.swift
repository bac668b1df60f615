import Kernels
import ODE

/// A vector field that is a multilayer perceptron of the state and, if asked for, of the time.
///
/// `f(t, y, p) = W_L a_L + b_L` with `a_(l+1) = phi(W_l a_l + b_l)` and `a_0 = [y^power; t]`, the power taken
/// elementwise. The parameters are `layer0.weight` `[out, in]`, `layer0.bias` `[out]`, `layer1.weight`, ..., layer by
/// layer. With a power of 3 and one hidden layer of 50 tanh units it is the field of the spiral example of Chen et al.
/// (2018). With a linear part `A y` is added, `A` being `linear.weight`, behind the layers: additive methods treat it
/// as the stiff part (``split``).
///
/// A column's result depends on that column alone; only the parameter gradient sums over columns, block by block.
public struct MLPField<Scalar: KernelScalar>: DifferentiableVectorField {
  /// Rows of the state.
  public let stateCount: Int
  /// The widths of the hidden layers, the first layer first; none makes the field affine.
  public let hidden: [Int]
  /// The nonlinearity between layers; the output layer is linear.
  public let activation: Activation
  /// Whether the time is an input, after the rows of the state.
  public let includesTime: Bool
  /// The power each component of the state is raised to before the first layer.
  public let power: Int
  /// The named arrays of the parameter vector.
  public let layout: ParameterLayout

  let layers: [DenseLayer]
  /// The linear part; nil for a field without.
  private(set) var linear: DenseLayer?
  let tape: MLPTape
  let secondOrder: MLPSecondOrder

  /// Makes a field; all counts and widths and the power are at least 1.
  ///
  /// - Parameters:
  ///   - stateCount: rows of the state.
  ///   - hidden: widths of the hidden layers; may be empty.
  ///   - activation: the nonlinearity between layers.
  ///   - includesTime: whether the time is an input.
  ///   - power: the power each component of the state is raised to first.
  ///   - hasLinearPart: whether `A y` is added.
  public init(
    stateCount: Int, hidden: [Int], activation: Activation, includesTime: Bool = false, power: Int = 1,
    hasLinearPart: Bool = false
  ) {
    precondition(stateCount > 0 && hidden.allSatisfy { $0 > 0 }, "a layer without units")
    precondition(power > 0, "the power of the state must be at least 1")
    self.stateCount = stateCount
    self.hidden = hidden
    self.activation = activation
    self.includesTime = includesTime
    self.power = power

    let inputs = stateCount + (includesTime ? 1 : 0)
    var layout = ParameterLayout()
    layers = zip([inputs] + hidden, hidden + [stateCount]).enumerated().map { index, widths in
      DenseLayer(inputs: widths.0, outputs: widths.1, name: "layer\(index)", in: &layout)
    }
    linear = hasLinearPart ? DenseLayer(rates: stateCount, name: "linear", in: &layout) : nil
    self.layout = layout
    tape = MLPTape(
      stateCount: stateCount, inputRows: inputs, hasInputDerivative: power > 1, widths: hidden,
      storesDerivatives: !activation.derivativeFollowsFromValue, hasLinearPart: hasLinearPart,
      blockColumns: 4 * Scalar.laneCount)
    secondOrder = MLPSecondOrder(
      stateCount: stateCount, inputs: inputs, hasInputSecondDerivative: power > 1, widths: hidden)
  }

  /// The field without its linear part, but with the same parameter vector.
  var perceptron: Self {
    var field = self
    field.linear = nil
    return field
  }

  /// Length of the flat parameter vector.
  public var parameterCount: Int { layout.count }

  /// Scalars of tape; see the table in the source of `MLPTape`.
  public func tapeCount(columns: Int) -> Int { tape.count(columns: columns) }

  /// Scalars of tape without what vjp leaves for the parameter gradient.
  public func evaluationTapeCount(columns: Int) -> Int { tape.evaluationCount(columns: columns) }

  /// Writes `dy[stateCount, columns] = f(t, y, p)`; fills the tape's inputs, activations and derivatives.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate(
    _ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape memory: MutableVector<Scalar>
  ) {
    forEachBlock(of: at.columns, memory.base) { block in
      writeInput(at, block)
      for index in hidden.indices {
        let a = block.array(tape.layers[index].activation)
        layers[index].forward(input(of: index, block), into: a, parameters: at.parameters.base, columns: block.columns)
        Scalar.activate(
          activation, a, into: a,
          derivative: activation.derivativeFollowsFromValue ? nil : block.array(tape.layers[index].derivative),
          count: hidden[index] * block.columns)
      }
      layers[hidden.count].forward(
        input(of: hidden.count, block), into: block.scratch, parameters: at.parameters.base, columns: block.columns)
      addLinear(at.state.base, to: block.scratch, spare: block.otherScratch, at, block)
      block.scatter(block.scratch, rows: stateCount, into: dy.base)
    }
  }

  /// Writes `(df/dy)^T a` and, if `time` is given, `(df/dt) . a` per column (zero for a field without time).
  ///
  /// Carries the cotangent back layer by layer and leaves each layer's delta on the tape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func vjp(
    _ at: FieldPoint<Scalar>, tape memory: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?
  ) {
    forEachBlock(of: at.columns, memory.base) { block in
      var ahead = block.prefetchOfNext(tape, during: layout.count)
      var delta = block.delta(tape.outputDelta)
      block.gather(a.base, rows: stateCount, into: delta)
      for index in hidden.indices.reversed() {
        let below = block.delta(tape.layers[index].delta)
        carry(delta, through: index + 1, into: below, at, block, &ahead)
        delta = below
      }
      pullBackInput(delta, a.base, at, block, state: state.base, time: time?.base, into: nil, &ahead)
    }
  }

  /// Writes what ``vjp(_:tape:cotangent:state:time:)`` writes and, unless `gradient` is nil, adds the sum over columns
  /// of `(df/dp)^T a` to it.
  ///
  /// No delta leaves the cache.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func pullBack(
    _ at: FieldPoint<Scalar>, tape memory: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?,
    into gradient: MutableVector<Scalar>?
  ) {
    forEachBlock(of: at.columns, memory.base) { block in
      var ahead = block.prefetchOfNext(tape, during: (gradient == nil ? 1 : 2) * layout.count)
      var (delta, below) = (block.scratch, block.otherScratch)
      block.gather(a.base, rows: stateCount, into: delta)
      for index in hidden.indices.reversed() {
        if let gradient {
          accumulateGradient(ofLayer: index + 1, delta, weight: nil, into: gradient.base, block, &ahead)
        }
        carry(delta, through: index + 1, into: below, at, block, &ahead)
        swap(&delta, &below)
      }
      if let gradient { accumulateGradient(ofLayer: 0, delta, weight: nil, into: gradient.base, block, &ahead) }
      pullBackInput(delta, a.base, at, block, state: state.base, time: time?.base, into: gradient?.base, &ahead)
    }
  }

  /// Adds `sum over columns of weight[column] (df/dp)^T a` to `gradient`, from the deltas of the last vjp.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape memory: MutableVector<Scalar>, weight: Vector<Scalar>?,
    into gradient: MutableVector<Scalar>
  ) {
    forEachBlock(of: at.columns, memory.base) { block in
      var ahead = block.prefetchOfNext(tape, during: layout.count)
      for index in layers.indices {
        let delta = block.delta(index < hidden.count ? tape.layers[index].delta : tape.outputDelta)
        accumulateGradient(ofLayer: index, delta, weight: weight?.base, into: gradient.base, block, &ahead)
      }
      accumulateLinear(
        block.delta(tape.outputDelta), weight: weight.map { $0.base + block.start }, into: gradient.base, at,
        block, &ahead)
    }
  }

  /// Writes `(df/dy) v`, plus `(df/dt) s[column]` if `time` is given and is an input of the field.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func jvp(
    _ at: FieldPoint<Scalar>, tape memory: MutableVector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>
  ) {
    forEachBlock(of: at.columns, memory.base) { block in
      var (dx, next) = (block.scratch, block.otherScratch)
      writeInputTangent(v.base, s?.base, into: dx, block)
      for index in layers.indices {
        layers[index].tangent(dx, into: next, parameters: at.parameters.base, columns: block.columns)
        if index < hidden.count { multiplyByDerivative(next, ofLayer: index, block) }
        swap(&dx, &next)
      }
      addLinear(v.base, to: dx, spare: next, at, block)
      block.scatter(dx, rows: stateCount, into: out.base)
    }
  }

  // MARK: One block

  /// Calls `body` for each block of columns, the first one first; the second order only reads the tape.
  func forEachBlock(of columns: Int, _ memory: UnsafePointer<Scalar>, _ body: (MLPBlock<Scalar>) -> Void) {
    var start = 0
    while start < columns {
      let block = MLPBlock(at: start, of: columns, tape, UnsafeMutablePointer(mutating: memory))
      body(block)
      start = block.end
    }
  }

  /// The input of a layer, after an evaluation.
  func input(of index: Int, _ block: MLPBlock<Scalar>) -> UnsafePointer<Scalar> {
    UnsafePointer(block.array(index == 0 ? 0 : tape.layers[index - 1].activation))
  }

  /// Writes the powers of the state and the times to the tape.
  private func writeInput(_ at: FieldPoint<Scalar>, _ block: MLPBlock<Scalar>) {
    let rows = block.array(0)
    let count = stateCount * block.columns
    block.gather(at.state.base, rows: stateCount, into: rows)
    if power > 1 {
      Scalar.power(rows, exponent: power, into: rows, derivative: block.array(tape.inputDerivative), count: count)
    }
    if includesTime { (rows + count).update(from: at.times.base + block.start, count: block.columns) }
  }

  /// Writes the tangent of the input for a state's tangent `v` and, if the field has a time row, the time's tangent
  /// `s`.
  func writeInputTangent(
    _ v: UnsafePointer<Scalar>, _ s: UnsafePointer<Scalar>?, into rows: UnsafeMutablePointer<Scalar>,
    _ block: MLPBlock<Scalar>
  ) {
    let count = stateCount * block.columns
    block.gather(v, rows: stateCount, into: rows)
    if power > 1 { Scalar.multiply(rows, rows, block.array(tape.inputDerivative), count: count) }
    guard includesTime else { return }
    if let s {
      (rows + count).update(from: s + block.start, count: block.columns)
    } else {
      (rows + count).update(repeating: 0, count: block.columns)
    }
  }

  /// Carries the delta of a layer back to the hidden layer below it.
  private func carry(
    _ delta: UnsafePointer<Scalar>, through index: Int, into below: UnsafeMutablePointer<Scalar>,
    _ at: FieldPoint<Scalar>, _ block: MLPBlock<Scalar>, _ ahead: inout Prefetch
  ) {
    layers[index].back(delta, into: below, parameters: at.parameters.base, columns: block.columns, ahead: &ahead)
    multiplyByDerivative(below, ofLayer: index - 1, block)
  }

  /// Multiplies tangents or cotangents by the derivatives of a hidden layer.
  func multiplyByDerivative(_ x: UnsafeMutablePointer<Scalar>, ofLayer index: Int, _ block: MLPBlock<Scalar>) {
    let count = hidden[index] * block.columns
    let layer = tape.layers[index]
    if activation.derivativeFollowsFromValue {
      Scalar.multiply(x, byDerivativeOf: activation, value: block.array(layer.activation), count: count)
    } else {
      Scalar.multiply(x, x, block.array(layer.derivative), count: count)
    }
  }

  /// Carries the delta of the first layer, and the cotangent `a` of the linear part, back to the state and the time.
  private func pullBackInput(
    _ delta: UnsafePointer<Scalar>, _ a: UnsafePointer<Scalar>, _ at: FieldPoint<Scalar>, _ block: MLPBlock<Scalar>,
    state: UnsafeMutablePointer<Scalar>, time: UnsafeMutablePointer<Scalar>?,
    into gradient: UnsafeMutablePointer<Scalar>?, _ ahead: inout Prefetch
  ) {
    let (g, spare) =
      delta == UnsafePointer(block.scratch)
      ? (block.otherScratch, block.scratch) : (block.scratch, block.otherScratch)
    layers[0].back(delta, into: g, parameters: at.parameters.base, columns: block.columns, ahead: &ahead)
    if power > 1 { Scalar.multiply(g, g, block.array(tape.inputDerivative), count: stateCount * block.columns) }
    addLinearTransposed(a, to: g, spare: spare, into: gradient, at, block, &ahead)
    writeCotangents(g, block, state: state, time: time)
  }

  /// Writes the rows of a cotangent of state and time, where they are wanted; the time's is zero for a field without
  /// time.
  func writeCotangents(
    _ g: UnsafePointer<Scalar>, _ block: MLPBlock<Scalar>, state: UnsafeMutablePointer<Scalar>?,
    time: UnsafeMutablePointer<Scalar>?
  ) {
    if let state { block.scatter(g, rows: stateCount, into: state) }
    guard let time else { return }
    if includesTime {
      (time + block.start).update(from: g + stateCount * block.columns, count: block.columns)
    } else {
      (time + block.start).update(repeating: 0, count: block.columns)
    }
  }

  /// Adds the gradient of one layer's parameters.
  private func accumulateGradient(
    ofLayer index: Int, _ delta: UnsafePointer<Scalar>, weight: UnsafePointer<Scalar>?,
    into gradient: UnsafeMutablePointer<Scalar>, _ block: MLPBlock<Scalar>, _ ahead: inout Prefetch
  ) {
    layers[index].accumulateGradient(
      delta, input(of: index, block), weight: weight.map { $0 + block.start }, into: gradient, columns: block.columns,
      ahead: &ahead)
  }
}
