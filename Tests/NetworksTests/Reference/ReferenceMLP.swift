import Kernels

/// The perceptron of one sample written out in scalar loops over dual numbers: the independent truth for `MLPField`.
struct ReferenceMLP {
  let configuration: MLPCase

  /// `f(t, y, p)` and its derivative along the tangents of `t`, `y` and `p`.
  func evaluate(time: Dual, state: [Dual], parameters: [Dual]) -> [Dual] {
    var x = state.map { y in (1..<configuration.power).reduce(y) { product, _ in product * y } }
    if configuration.includesTime { x.append(time) }
    var next = 0
    let widths = configuration.hidden + [configuration.stateCount]
    for (index, width) in widths.enumerated() {
      let weights = next
      let biases = weights + width * x.count
      next = biases + width
      x = (0..<width).map { row in
        let sum = x.indices.reduce(parameters[biases + row]) { $0 + parameters[weights + row * x.count + $1] * x[$1] }
        return index < configuration.hidden.count ? Dual.activation(configuration.activation, sum) : sum
      }
    }
    guard configuration.hasLinearPart else { return x }
    return x.indices.map { row in
      state.indices.reduce(x[row]) { $0 + parameters[next + row * state.count + $1] * state[$1] }
    }
  }

  /// The Jacobian-vector product summed with absolute values throughout: the scale of its rounding errors.
  func magnitudeOfTangent(time: Double, state: [Double], parameters: [Double], tangent: [Double], timeTangent: Double)
    -> [Double]
  {
    var x = state.map { y in (1..<configuration.power).reduce(Dual(value: y)) { p, _ in p * Dual(value: y) } }
    var v = zip(state, tangent).map { y, dy in
      (abs(dy) * (1..<configuration.power).reduce(Double(configuration.power)) { p, _ in p * abs(y) })
    }
    if configuration.includesTime {
      x.append(Dual(value: time))
      v.append(abs(timeTangent))
    }
    var next = 0
    for (index, width) in (configuration.hidden + [configuration.stateCount]).enumerated() {
      let (weights, inputs) = (next, x.count)
      let biases = weights + width * inputs
      next = biases + width
      let z = (0..<width).map { row in
        x.indices.reduce(parameters[biases + row]) { $0 + parameters[weights + row * inputs + $1] * x[$1].value }
      }
      v = (0..<width).map { row in v.indices.reduce(0) { $0 + abs(parameters[weights + row * inputs + $1]) * v[$1] } }
      if index < configuration.hidden.count {
        x = z.map { Dual.activation(configuration.activation, Dual(value: $0, tangent: 1)) }
        v = zip(x, v).map { abs($0.tangent) * $1 }
      }
    }
    guard configuration.hasLinearPart else { return v }
    return v.indices.map { row in
      tangent.indices.reduce(v[row]) { $0 + abs(parameters[next + row * tangent.count + $1] * tangent[$1]) }
    }
  }
}
