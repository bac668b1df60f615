import Kernels
import Networks
import ODE
import Testing

/// The linear part of an `MLPField`, alone and as one of two parts.
@Suite struct LinearPartTests {
  @Test("a field without a linear part names none, one with it has its matrix behind the layers")
  func isNamed() throws {
    let plain = MLPField<Double>(stateCount: 3, hidden: [4], activation: .tanh)
    let field = MLPField<Double>(stateCount: 3, hidden: [4], activation: .tanh, hasLinearPart: true)
    #expect(plain.split == nil && plain.layout.entries == Array(field.layout.entries.dropLast()))
    let entry = try #require(field.layout["linear.weight"])
    #expect(entry.shape == [3, 3] && entry.offset == plain.parameterCount && entry.kind == .rate)
    let split = try #require(field.split)
    #expect(split.stiff.parameterCount == field.parameterCount && split.nonstiff.parameterCount == field.parameterCount)
  }

  @Test("the matrix starts at zero, and the network as it does without", arguments: Initialization.allCases)
  func startsAtZero(kind: Initialization) {
    func values(_ hasLinearPart: Bool) -> [Float] {
      let field = MLPField<Float>(stateCount: 3, hidden: [4], activation: .tanh, hasLinearPart: hasLinearPart)
      var values = [Float](repeating: .nan, count: field.parameterCount)
      values.withUnsafeMutableBufferPointer {
        kind.fill($0.baseAddress!, layout: field.layout, scale: 1, seed: 5)
      }
      return values
    }
    #expect(values(true) == values(false) + [Float](repeating: 0, count: 9))
  }

  /// What a field makes of the point of a run.
  struct Products {
    var value, state, time, tangent, gradient, weighed: [Double]
  }

  static func products<Scalar: KernelScalar>(_ field: some DifferentiableVectorField<Scalar>, _ run: FieldRun<Scalar>)
    -> Products
  {
    let (rows, columns) = (field.stateCount, run.columns)
    let arena = Arena(capacity: 1 << 20)
    func take(_ count: Int) -> MutableVector<Scalar> {
      let part = arena.vector(Scalar.self, count)
      part.fill(.nan)
      return part
    }
    func takeRows() -> MutableColumns<Scalar> {
      MutableColumns(take(rows * columns).base, rows: rows, columns: columns)
    }
    let (value, state, time, tangent) = (takeRows(), takeRows(), take(columns), takeRows())
    let (gradient, weighed) = (take(field.parameterCount), take(field.parameterCount))
    gradient.fill(0)
    weighed.fill(0)
    let (tape, short) = (field.tapeCount(columns: columns), field.evaluationTapeCount(columns: columns))
    let (long, brief) = (take(tape + 64), take(short + 64))
    run.at { at in
      field.evaluate(at, into: value, tape: brief)
      field.pullBack(at, tape: brief, cotangent: run.cotangent.view, state: state, time: time, into: gradient)
      field.evaluate(at, into: value, tape: long)
      field.jvp(at, tape: long, tangent: run.tangent.view, time: run.timeTangent.view, into: tangent)
      field.vjp(at, tape: long, cotangent: run.cotangent.view, state: state, time: time)
      field.accumulateParameterGradient(at, tape: long, weight: run.weight.view, into: weighed)
    }
    #expect((0..<64).allSatisfy { long[tape + $0].isNaN && brief[short + $0].isNaN })
    func list(_ x: MutableVector<Scalar>) -> [Double] { (0..<x.count).map { Double(x[$0]) } }
    return Products(
      value: list(value.values), state: list(state.values), time: list(time), tangent: list(tangent.values),
      gradient: list(gradient), weighed: list(weighed))
  }

  @Test("value and derivatives of the parts add up to those of the field", arguments: MLPCase.withLinearPart, [1, 9])
  func partsAddUp(configuration: MLPCase, vectors: Int) throws {
    try Self.check(configuration, Double.self, vectors, within: 1e-14)
    try Self.check(configuration, Float.self, vectors, within: 1e-5)
  }

  static func check<Scalar: KernelScalar>(
    _ configuration: MLPCase, _ type: Scalar.Type, _ vectors: Int, within bound: Double
  ) throws {
    let run = FieldRun<Scalar>(configuration, columns: vectors * Scalar.laneCount)
    let split = try #require(run.field.split)
    let whole = products(run.field, run)
    let (stiff, other) = (products(split.stiff, run), products(split.nonstiff, run))
    for path in [\Products.value, \.state, \.time, \.tangent, \.gradient, \.weighed] {
      let sums = zip(stiff[keyPath: path], other[keyPath: path]).map { $0 + $1 }
      let scale = max(1, sums.map(abs).max()!)
      for (sum, value) in zip(sums, whole[keyPath: path]) { #expect(abs(sum - value) < bound * scale) }
    }
    // A y by hand, and the other part without a trace of it.
    let entry = try #require(run.field.layout["linear.weight"])
    let n = run.field.stateCount
    for column in [0, run.columns - 1] {
      let y = run.column(run.state, column)
      for row in 0..<n {
        let exact = (0..<n).reduce(0) { $0 + Double(run.parameters[entry.offset + row * n + $1]) * y[$1] }
        #expect(abs(stiff.value[row * run.columns + column] - exact) < bound)
      }
    }
    #expect(entry.range.allSatisfy { other.gradient[$0] == 0 && stiff.gradient[$0] != 0 })
    #expect((0..<entry.offset).allSatisfy { stiff.gradient[$0] == 0 } && stiff.time.allSatisfy { $0 == 0 })
  }
}
