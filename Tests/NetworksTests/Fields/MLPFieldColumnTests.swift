import Kernels
import Networks
import ODE
import Testing

/// What one column's numbers may depend on: that column alone.
@Suite struct MLPFieldColumnTests {
  static func check<Scalar: KernelScalar>(_ configuration: MLPCase, _ type: Scalar.Type, vectors: Int = 3) {
    let lanes = Scalar.laneCount
    let group = FieldRun<Scalar>(configuration, columns: vectors * lanes, seed: 3)
    let rows = group.field.stateCount
    group.evaluate()
    group.vjp()
    group.jvp()
    for column in stride(from: 0, to: vectors * lanes, by: 5) {
      // The same sample in another place, in other company, in a group of another size.
      let small = FieldRun<Scalar>(configuration, columns: lanes, seed: UInt64(100 + column))
      let place = (column + 3) % lanes
      small.parameters = group.parameters
      for row in 0..<rows {
        small.state[row, place] = group.state[row, column]
        small.cotangent[row, place] = group.cotangent[row, column]
        small.tangent[row, place] = group.tangent[row, column]
      }
      small.times[place] = group.times[column]
      small.timeTangent[place] = group.timeTangent[column]
      small.evaluate()
      small.vjp()
      small.jvp()
      #expect(small.column(small.dy, place) == group.column(group.dy, column))
      #expect(small.column(small.stateCotangent, place) == group.column(group.stateCotangent, column))
      #expect(small.column(small.tangentOut, place) == group.column(group.tangentOut, column))
      #expect(small.timeCotangent[place] == group.timeCotangent[column])
    }
  }

  @Test("a column's bits do not depend on its neighbours, its place or the number of columns", arguments: MLPCase.all)
  func columnsAreIndependent(configuration: MLPCase) {
    Self.check(configuration, Double.self)
    Self.check(configuration, Float.self)
  }

  @Test("nor on the block it falls in", arguments: MLPCase.few)
  func columnsAreIndependentOfBlocks(configuration: MLPCase) {
    Self.check(configuration, Double.self, vectors: 9)
    Self.check(configuration, Float.self, vectors: 9)
  }

  @Test("columns of weight zero leave no trace in the parameter gradient")
  func weightZeroIsAbsence() {
    let configuration = MLPCase(hidden: [6, 5], activation: .silu, includesTime: true, power: 2)
    let (run, other) = (FieldRun<Double>(configuration, columns: 16), FieldRun<Double>(configuration, columns: 16))
    for column in stride(from: 1, to: 16, by: 2) {
      run.weight[column] = 0
      other.weight[column] = 0
      for row in 0..<3 { other.state[row, column] = -0.25 }
    }
    for run in [run, other] {
      run.evaluate()
      run.vjp()
      run.accumulate(weighted: true)
    }
    for i in 0..<run.field.parameterCount { #expect(run.gradient[i] == other.gradient[i]) }
  }

  @Test("the parameter gradient is added to what is there")
  func gradientIsAdded() {
    let run = FieldRun<Double>(MLPCase(hidden: [5], activation: .tanh, includesTime: false, power: 1), columns: 8)
    run.evaluate()
    run.vjp()
    run.accumulate(weighted: true)
    let once = (0..<run.field.parameterCount).map { run.gradient[$0] }
    run.accumulate(weighted: true)
    for (i, value) in once.enumerated() { #expect(abs(run.gradient[i] - 2 * value) <= 1e-14 * (1 + abs(value))) }
  }
}
