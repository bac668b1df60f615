import Kernels
import ODE

/// A vector field that is a multilayer perceptron of the state and, if asked for, of the time.
///
/// `f(t, y, p) = W_L a_L + b_L` with `a_(l+1) = phi(W_l a_l + b_l)` and `a_0 = [y^power; t]`, the power taken
/// elementwise. The parameters are `layer0.weight` `[out, in]`, `layer0.bias` `[out]`, `layer1.weight`, ..., layer by
/// layer. With a power of 3 and one hidden layer of 50 tanh units it is the field of the spiral example of Chen et al.
/// (2018).
///
/// A column's result depends on that column alone; only the parameter gradient sums over columns.
public struct MLPField<Scalar: Real>: DifferentiableVectorField {
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
  public init(stateCount: Int, hidden: [Int], activation: Activation, includesTime: Bool = false, power: Int = 1) {
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
    self.layout = layout
    tape = MLPTape(
      stateCount: stateCount, inputRows: includesTime || power > 1 ? inputs : nil, hasInputSlope: power > 1,
      widths: hidden)
    secondOrder = MLPSecondOrder(
      stateCount: stateCount, inputs: inputs, hasInputCurvature: power > 1, widths: hidden)
  }

  /// Length of the flat parameter vector.
  public var parameterCount: Int { layout.count }

  /// Scalars of tape: three arrays per hidden unit, the input, and scratch; see the table in the source of `MLPTape`.
  public func tapeCount(columns: Int) -> Int { tape.rows * columns }

  /// Writes `dy[stateCount, columns] = f(t, y, p)`; fills the tape's input, activations and slopes.
  public func evaluate(
    _ at: FieldPoint<Scalar>, into dy: UnsafeMutablePointer<Scalar>, tape memory: UnsafeMutablePointer<Scalar>
  ) {
    let columns = at.columns
    writeInput(at, memory)
    var x = input(at, memory)
    for index in hidden.indices {
      let layer = layers[index]
      let a = memory + tape.layers[index].activation * columns
      layer.forward(x, into: a, parameters: at.parameters, columns: columns)
      Scalar.activate(
        activation, a, into: a, slope: memory + tape.layers[index].slope * columns, count: layer.outputs * columns)
      x = UnsafePointer(a)
    }
    layers[hidden.count].forward(x, into: dy, parameters: at.parameters, columns: columns)
  }

  /// Writes `(df/dy)^T a` and, if `time` is given, `(df/dt) . a` per column (zero for a field without time).
  ///
  /// Carries the cotangent back layer by layer and leaves each layer's delta on the tape.
  public func vjp(
    _ at: FieldPoint<Scalar>, tape memory: UnsafeMutablePointer<Scalar>, cotangent a: UnsafePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>, time: UnsafeMutablePointer<Scalar>?
  ) {
    let columns = at.columns
    (memory + tape.outputDelta * columns).update(from: a, count: stateCount * columns)
    var delta = a
    for index in hidden.indices.reversed() {
      let below = memory + tape.layers[index].delta * columns
      layers[index + 1].back(delta, into: below, parameters: at.parameters, columns: columns)
      Scalar.multiply(below, below, memory + tape.layers[index].slope * columns, count: hidden[index] * columns)
      delta = UnsafePointer(below)
    }
    let g = stateIsInput ? state : memory + tape.scratch * columns
    layers[0].back(delta, into: g, parameters: at.parameters, columns: columns)
    if power > 1 {
      Scalar.multiply(state, g, memory + tape.inputSlope * columns, count: stateCount * columns)
    } else if !stateIsInput {
      state.update(from: g, count: stateCount * columns)
    }
    guard let time else { return }
    if includesTime {
      time.update(from: g + stateCount * columns, count: columns)
    } else {
      time.update(repeating: 0, count: columns)
    }
  }

  /// Adds `sum over columns of weight[column] (df/dp)^T a` to `gradient`, from the deltas of the last vjp.
  public func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape memory: UnsafeMutablePointer<Scalar>, weight: UnsafePointer<Scalar>?,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    let columns = at.columns
    var x = input(at, memory)
    for index in hidden.indices {
      layers[index].accumulateGradient(
        memory + tape.layers[index].delta * columns, x, weight: weight, into: gradient, columns: columns)
      x = UnsafePointer(memory + tape.layers[index].activation * columns)
    }
    layers[hidden.count].accumulateGradient(
      memory + tape.outputDelta * columns, x, weight: weight, into: gradient, columns: columns)
  }

  /// Writes `(df/dy) v`, plus `(df/dt) s[column]` if `time` is given and is an input of the field.
  public func jvp(
    _ at: FieldPoint<Scalar>, tape memory: UnsafeMutablePointer<Scalar>, tangent v: UnsafePointer<Scalar>,
    time s: UnsafePointer<Scalar>?, into out: UnsafeMutablePointer<Scalar>
  ) {
    let columns = at.columns
    var from = memory + tape.scratch * columns
    var to = memory + tape.otherScratch * columns
    if !stateIsInput { writeInputTangent(v, s, into: from, memory, columns) }
    var dx = stateIsInput ? v : UnsafePointer(from)
    for index in hidden.indices {
      layers[index].tangent(dx, into: to, parameters: at.parameters, columns: columns)
      Scalar.multiply(to, to, memory + tape.layers[index].slope * columns, count: hidden[index] * columns)
      dx = UnsafePointer(to)
      swap(&from, &to)
    }
    layers[hidden.count].tangent(dx, into: out, parameters: at.parameters, columns: columns)
  }

  /// Whether the first layer reads the state itself, so that the tape holds no copy of it.
  private var stateIsInput: Bool { power == 1 && !includesTime }

  /// The first layer's input, `[inputs, columns]`.
  private func input(
    _ at: FieldPoint<Scalar>, _ memory: UnsafePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    stateIsInput ? at.state : memory + tape.input * at.columns
  }

  /// The input of a layer, `[inputs, columns]`, after an evaluation on this tape.
  func input(of layer: Int, _ at: FieldPoint<Scalar>, _ memory: UnsafePointer<Scalar>) -> UnsafePointer<Scalar> {
    layer == 0 ? input(at, memory) : memory + tape.layers[layer - 1].activation * at.columns
  }

  /// Writes the powers of the state and the times to the tape.
  private func writeInput(_ at: FieldPoint<Scalar>, _ memory: UnsafeMutablePointer<Scalar>) {
    if stateIsInput { return }
    let rows = memory + tape.input * at.columns
    let count = stateCount * at.columns
    if power > 1 {
      Scalar.power(
        at.state, exponent: power, into: rows, slope: memory + tape.inputSlope * at.columns, count: count)
    } else {
      rows.update(from: at.state, count: count)
    }
    if includesTime { (rows + count).update(from: at.times, count: at.columns) }
  }

  /// Writes the tangent of the input for a state's tangent `v` and, if the field has a time row, the time's tangent `s`.
  func writeInputTangent(
    _ v: UnsafePointer<Scalar>, _ s: UnsafePointer<Scalar>?, into rows: UnsafeMutablePointer<Scalar>,
    _ memory: UnsafePointer<Scalar>, _ columns: Int
  ) {
    let count = stateCount * columns
    if power > 1 {
      Scalar.multiply(rows, v, memory + tape.inputSlope * columns, count: count)
    } else {
      rows.update(from: v, count: count)
    }
    guard includesTime else { return }
    if let s {
      (rows + count).update(from: s, count: columns)
    } else {
      (rows + count).update(repeating: 0, count: columns)
    }
  }
}
