import Foundation
import Kernels
import Networks
import ODE
import Testing

/// `MLPField` against scalar loops over dual numbers, whose derivatives are exact.
@Suite struct MLPFieldDerivativeTests {
  /// The largest difference of two vectors, relative to the largest entry of the second (at least 1e-3).
  static func residual(_ x: [Double], _ truth: [Double]) -> Double {
    zip(x, truth).map { abs($0 - $1) }.max()! / max(truth.map(abs).max()!, 1e-3)
  }

  static func check<Scalar: KernelScalar>(
    _ configuration: MLPCase, _ type: Scalar.Type, vectors: Int = 2, within bound: Double
  ) {
    let columns = vectors * Scalar.laneCount
    let run = FieldRun<Scalar>(configuration, columns: columns)
    run.evaluate()
    run.jvp()
    run.vjp()
    run.accumulate(weighted: true)
    #expect(run.guardIsWhole)

    let reference = ReferenceMLP(configuration: configuration)
    let parameters = run.parameters.map { Dual(value: Double($0)) }
    var gradient = [Double](repeating: 0, count: parameters.count)
    for column in 0..<columns {
      let state = run.column(run.state, column).map { Dual(value: $0) }
      let time = Dual(value: Double(run.times[column]))
      let a = run.column(run.cotangent, column)
      func along(_ time: Dual, _ state: [Dual], _ parameters: [Dual]) -> Double {
        zip(a, reference.evaluate(time: time, state: state, parameters: parameters)).map { $0 * $1.tangent }.reduce(
          0, +)
      }

      let value = reference.evaluate(time: time, state: state, parameters: parameters)
      #expect(residual(run.column(run.dy, column), value.map(\.value)) < bound)

      let moved = zip(state, run.column(run.tangent, column)).map { Dual(value: $0.value, tangent: $1) }
      let later = Dual(value: time.value, tangent: Double(run.timeTangent[column]))
      let tangent = reference.evaluate(time: later, state: moved, parameters: parameters).map(\.tangent)
      #expect(residual(run.column(run.tangentOut, column), tangent) < bound)

      let cotangent = state.indices.map { row in
        var state = state
        state[row].tangent = 1
        return along(time, state, parameters)
      }
      #expect(residual(run.column(run.stateCotangent, column), cotangent) < bound)
      let timeCotangent = along(Dual(value: time.value, tangent: 1), state, parameters)
      #expect(abs(Double(run.timeCotangent[column]) - timeCotangent) < bound * max(1, abs(timeCotangent)))

      for index in parameters.indices {
        var parameters = parameters
        parameters[index].tangent = 1
        gradient[index] += Double(run.weight[column]) * along(time, state, parameters)
      }
    }
    #expect(residual(gradient.indices.map { Double(run.gradient[$0]) }, gradient) < bound)
  }

  @Test("values, jvp, vjp and parameter gradient are those of dual numbers", arguments: MLPCase.all)
  func matchesDualNumbers(configuration: MLPCase) {
    Self.check(configuration, Double.self, within: 1e-13)
    Self.check(configuration, Float.self, within: 2e-5)
  }

  @Test("so they are in a group of several blocks of columns, the last one narrower", arguments: MLPCase.few)
  func matchesDualNumbersInBlocks(configuration: MLPCase) {
    Self.check(configuration, Double.self, vectors: 9, within: 1e-13)
    Self.check(configuration, Float.self, vectors: 9, within: 2e-5)
  }

  static func checkPullBack<Scalar: KernelScalar>(_ configuration: MLPCase, _ type: Scalar.Type, vectors: Int) {
    let columns = vectors * Scalar.laneCount
    let run = FieldRun<Scalar>(configuration, columns: columns)
    let short = FieldRun<Scalar>(configuration, columns: columns, holdsDeltas: false)
    run.evaluate()
    run.vjp()
    run.accumulate(weighted: false)
    short.evaluate()
    short.pullBack()
    #expect(short.guardIsWhole)
    for i in 0..<run.field.stateCount * columns {
      #expect(short.stateCotangent.values[i] == run.stateCotangent.values[i])
    }
    for i in 0..<columns { #expect(short.timeCotangent[i] == run.timeCotangent[i]) }
    for i in 0..<run.field.parameterCount { #expect(short.gradient[i] == run.gradient[i]) }
  }

  @Test("pullBack is vjp and the parameter gradient to the bit, on a shorter tape", arguments: MLPCase.few)
  func pullBackIsBoth(configuration: MLPCase) {
    for vectors in [1, 4, 9] {
      Self.checkPullBack(configuration, Double.self, vectors: vectors)
      Self.checkPullBack(configuration, Float.self, vectors: vectors)
    }
  }

  @Test("vjp and jvp agree with central differences of the field itself", arguments: MLPCase.all)
  func matchesCentralDifferences(configuration: MLPCase) {
    // The derivative of relu jumps: a difference across the kink is not a derivative.
    if configuration.activation == .relu { return }
    let columns = Double.laneCount
    let run = FieldRun<Double>(configuration, columns: columns)
    let step = 1e-5
    func shifted(_ sign: Double) -> [Double] {
      let other = FieldRun<Double>(configuration, columns: columns)
      for i in 0..<run.field.stateCount * columns { other.state.values[i] += sign * step * run.tangent.values[i] }
      for i in 0..<columns { other.times[i] += sign * step * run.timeTangent[i] }
      other.evaluate()
      return (0..<run.field.stateCount * columns).map { other.dy.values[$0] }
    }
    run.evaluate()
    run.jvp()
    run.vjp()
    let difference = zip(shifted(1), shifted(-1)).map { ($0 - $1) / (2 * step) }
    let rows = 0..<run.field.stateCount
    #expect(Self.residual((0..<difference.count).map { run.tangentOut.values[$0] }, difference) < 1e-7)
    for column in 0..<columns {
      let left = rows.map { run.cotangent[$0, column] * difference[$0 * columns + column] }
      let right = rows.map { run.stateCotangent[$0, column] * run.tangent[$0, column] }
      let total = right.reduce(0, +) + run.timeCotangent[column] * run.timeTangent[column]
      #expect(abs(left.reduce(0, +) - total) < 1e-7 * max(1, left.map(abs).max()!))
    }
  }

  static func checkTransposes<Scalar: KernelScalar>(_ configuration: MLPCase, _ type: Scalar.Type) {
    let columns = 3 * Scalar.laneCount
    let run = FieldRun<Scalar>(configuration, columns: columns, seed: 7)
    run.evaluate()
    run.vjp()
    run.jvp()
    let reference = ReferenceMLP(configuration: configuration)
    for column in 0..<columns {
      let a = run.column(run.cotangent, column)
      let left = zip(a, run.column(run.tangentOut, column)).map(*).reduce(0, +)
      let time = Double(run.timeCotangent[column]) * Double(run.timeTangent[column])
      let right = zip(run.column(run.stateCotangent, column), run.column(run.tangent, column)).map(*).reduce(time, +)
      let scale = reference.magnitudeOfTangent(
        time: Double(run.times[column]), state: run.column(run.state, column),
        parameters: run.parameters.map(Double.init), tangent: run.column(run.tangent, column),
        timeTangent: Double(run.timeTangent[column]))
      // Higham (2002), section 3.1: n roundings of a sum of products cost at most n u / (1 - n u) of its magnitude. The
      // derivatives are the same numbers on both sides, so their own errors cancel.
      let bound =
        2 * Double(configuration.roundings) * Double(Scalar.ulpOfOne)
        * zip(a, scale).map { abs($0) * $1 }
        .reduce(0, +)
      #expect(abs(left - right) <= bound)
    }
  }

  @Test("<a, J v> = <J^T a, v> to round-off", arguments: MLPCase.all)
  func jvpAndVjpAreTransposes(configuration: MLPCase) {
    Self.checkTransposes(configuration, Double.self)
    Self.checkTransposes(configuration, Float.self)
  }

  @Test("a nil tangent of time is zero")
  func timeTangentIsOptional() {
    let configuration = MLPCase(hidden: [5], activation: .tanh, includesTime: true, power: 2)
    let (run, other) = (FieldRun<Double>(configuration, columns: 8), FieldRun<Double>(configuration, columns: 8))
    run.evaluate()
    run.jvp(withTime: false)
    for column in 0..<8 { other.timeTangent[column] = 0 }
    other.evaluate()
    other.jvp()
    for i in 0..<24 { #expect(run.tangentOut.values[i] == other.tangentOut.values[i]) }
  }

  @Test("the parameter gradient is that of the last vjp, whatever was asked of the tape in between")
  func lastCotangentCounts() {
    let configuration = MLPCase(hidden: [5, 4], activation: .gelu, includesTime: true, power: 3)
    let (run, other) = (FieldRun<Float>(configuration, columns: 16), FieldRun<Float>(configuration, columns: 16))
    run.evaluate()
    run.vjp()
    run.accumulate(weighted: false)

    let wanted = (0..<48).map { other.cotangent.values[$0] }
    for i in 0..<48 { other.cotangent.values[i] = 3 - wanted[i] }
    other.evaluate()
    other.vjp()
    for i in 0..<48 { other.cotangent.values[i] = wanted[i] }
    other.vjp()
    for i in 0..<48 { other.cotangent.values[i] = .nan }
    other.jvp()
    other.accumulate(weighted: false)
    for i in 0..<run.field.parameterCount { #expect(run.gradient[i] == other.gradient[i]) }
  }
}
