import AllocationCount
import Foundation
import Kernels
import Networks
import ODE
import Testing

/// `MLPField` on networks small enough to be written down.
@Suite struct MLPFieldTests {
  @Test("the spiral field of Chen et al. has 252 parameters, layer by layer")
  func layoutOfTheSpiralField() {
    let field = MLPField<Float>(stateCount: 2, hidden: [50], activation: .tanh, power: 3)
    #expect(field.parameterCount == 252)
    #expect(field.layout.entries.map(\.name) == ["layer0.weight", "layer0.bias", "layer1.weight", "layer1.bias"])
    #expect(field.layout.entries.map(\.shape) == [[50, 2], [50], [2, 50], [2]])
    #expect(field.layout.entries.map(\.offset) == [0, 100, 150, 250])
    #expect(field.layout.entries.map(\.kind) == [.weight, .bias, .weight, .bias])
    #expect(field.layout.entries.map(\.fanIn) == [2, 2, 50, 50])
    #expect(field.layout.entries.map(\.fanOut) == [50, 50, 2, 2])
  }

  @Test("the time is one more input of the first layer")
  func layoutWithTime() {
    let field = MLPField<Double>(stateCount: 3, hidden: [4, 5], activation: .elu, includesTime: true)
    #expect(field.layout.entries.map(\.shape) == [[4, 4], [4], [5, 4], [5], [3, 5], [3]])
    #expect(field.parameterCount == 4 * 4 + 4 + 5 * 4 + 5 + 3 * 5 + 3)
    #expect(field.layout["layer2.weight"]?.range == 45..<60)
    #expect(field.layout["layer3.weight"] == nil)
  }

  @Test("without hidden layers the field is A y + b")
  func affineField() {
    let run = FieldRun<Double>(
      MLPCase(stateCount: 2, hidden: [], activation: .tanh, includesTime: false, power: 1), columns: 8)
    // A rotation and a shift, with numbers that multiply exactly.
    run.parameters = [0, -2, 2, 0, 0.5, -1]
    run.evaluate()
    run.vjp()
    for column in 0..<8 {
      let (x, y) = (run.state[0, column], run.state[1, column])
      #expect(run.dy[0, column] == -2 * y + 0.5)
      #expect(run.dy[1, column] == 2 * x - 1)
      #expect(run.stateCotangent[0, column] == 2 * run.cotangent[1, column])
      #expect(run.stateCotangent[1, column] == -2 * run.cotangent[0, column])
      #expect(run.timeCotangent[column] == 0)
    }
  }

  @Test("one tanh unit of y^3 and t, by its closed form")
  func singleUnit() {
    let run = FieldRun<Double>(
      MLPCase(stateCount: 1, hidden: [1], activation: .tanh, includesTime: true, power: 3), columns: 8)
    // f = v tanh(w y^3 + u t + b) + c
    let (w, u, b, v, c) = (0.7, -0.3, 0.1, 1.9, -0.2)
    run.parameters = [w, u, b, v, c]
    run.evaluate()
    run.vjp()
    run.accumulate(weighted: false)
    var gradient = [0.0, 0, 0, 0, 0]
    for column in 0..<8 {
      let (y, t, a) = (run.state[0, column], run.times[column], run.cotangent[0, column])
      let h = tanh(w * y * y * y + u * t + b)
      #expect(abs(run.dy[0, column] - (v * h + c)) < 1e-15 * 4)
      #expect(abs(run.stateCotangent[0, column] - a * v * (1 - h * h) * w * 3 * y * y) < 1e-14)
      #expect(abs(run.timeCotangent[column] - a * v * (1 - h * h) * u) < 1e-14)
      let delta = a * v * (1 - h * h)
      for (index, term) in [delta * y * y * y, delta * t, delta, a * h, a].enumerated() { gradient[index] += term }
    }
    for index in gradient.indices { #expect(abs(run.gradient[index] - gradient[index]) < 1e-13) }
  }

  @Test(
    "a tape holds one row per hidden unit where derivatives follow from values, else two, and scratch for one block")
  func tapeSize() {
    let field = MLPField<Float>(stateCount: 2, hidden: [50], activation: .tanh, power: 3)
    // Input and its derivative, activation, two scratch arrays; then the deltas.
    #expect(field.evaluationTapeCount(columns: 32) == (2 + 2 + 50 + 2 * 50) * 32)
    #expect(field.tapeCount(columns: 32) - field.evaluationTapeCount(columns: 32) == (50 + 2) * 32)
    #expect(field.evaluationTapeCount(columns: 640) == (2 + 2 + 50) * 640 + 2 * 50 * 64)
    let smooth = MLPField<Double>(stateCount: 4, hidden: [6], activation: .gelu)
    #expect(smooth.evaluationTapeCount(columns: 8) == (4 + 2 * 6 + 2 * 6) * 8)
  }

  @Test("no call allocates", arguments: [false, true])
  func nothingIsAllocated(includesTime: Bool) {
    let configuration = MLPCase(hidden: [20, 10], activation: .silu, includesTime: includesTime, power: 2)
    let (run, other) = (FieldRun<Double>(configuration, columns: 16), FieldRun<Float>(configuration, columns: 16))
    func calls() {
      run.evaluate()
      run.vjp()
      run.accumulate(weighted: true)
      run.jvp()
      other.evaluate()
      other.vjp()
      other.accumulate(weighted: false)
      other.pullBack()
      other.jvp()
    }
    calls()
    let before = allocation_count()
    for _ in 0..<10 { calls() }
    #expect(allocation_count() == before)
  }
}
