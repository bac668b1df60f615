import AllocationCount
import Foundation
import Kernels
import Networks
import ODE
import Testing

/// The derivatives of `MLPField`'s Jacobian-vector product.
@Suite struct MLPFieldProductTests {
  /// Every activation, against differences in 160 digits.
  @Test("Matches high precision differences") func matchesHighPrecisionDifferences() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/products.txt")
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == Activation.allCases.count)
    for line in lines {
      let fields = line.split(separator: " ")
      let activation = try #require(Activation(rawValue: String(fields[0])))
      let numbers = try fields[1...].map { try #require(Double($0)) }
      try check(activation, numbers, Double.self, within: 1e-14)
      try check(activation, numbers, Float.self, within: 4e-6)
    }
  }

  private func check<Scalar: KernelScalar>(
    _ activation: Activation, _ numbers: [Double], _ type: Scalar.Type, within bound: Double
  ) throws {
    let configuration = MLPCase(stateCount: 2, hidden: [3, 2], activation: activation, includesTime: true, power: 3)
    let columns = Scalar.laneCount
    let run = FieldRun<Scalar>(configuration, columns: columns)
    run.parameters = numbers[8..<34].map { Scalar($0) }
    for column in 0..<columns {
      for row in 0..<2 {
        run.state[row, column] = Scalar(numbers[row])
        run.tangent[row, column] = Scalar(numbers[3 + row])
        run.cotangent[row, column] = Scalar(numbers[6 + row])
      }
      (run.times[column], run.timeTangent[column]) = (Scalar(numbers[2]), Scalar(numbers[5]))
      run.weight[column] = column == 1 ? 1 : 0
    }
    let product = ProductRun(run)
    product.compute()
    product.accumulate()
    let found =
      run.column(product.out, 1) + run.column(product.state, 1) + [Double(product.time[1])]
      + run.column(product.tangent, 1) + [Double(product.timeTangent[1])]
      + (0..<26).map { Double(product.gradient[$0]) }
    let truth = Array(numbers[34...])
    #expect(found.count == truth.count)
    let scale = max(1, truth.map(abs).max()!)
    for i in found.indices { #expect(abs(found[i] - truth[i]) < bound * scale, "\(activation) \(i)") }
  }

  /// The derivative of `sum of weight cotangent . product` along a direction of everything the product depends on, by
  /// central differences of the first-order product, extrapolated once (Richardson).
  @Test("all gradients agree with differences of the product", arguments: MLPCase.all)
  func matchesDifferences(configuration: MLPCase) { differences(configuration, columns: Double.laneCount) }

  @Test("in a group of several blocks of columns too", arguments: MLPCase.few)
  func matchesDifferencesInBlocks(configuration: MLPCase) { differences(configuration, columns: 9 * Double.laneCount) }

  private func differences(_ configuration: MLPCase, columns: Int) {
    // The derivatives of relu and elu jump or bend at 0: a difference across the corner is not a derivative.
    if configuration.activation == .relu || configuration.activation == .elu { return }
    let direction = FieldRun<Double>(configuration, columns: columns, seed: 42)
    func moved(_ h: Double) -> FieldRun<Double> {
      let run = FieldRun<Double>(configuration, columns: columns)
      for i in 0..<run.field.stateCount * columns {
        run.state.values[i] += h * direction.state.values[i]
        run.tangent.values[i] += h * direction.tangent.values[i]
      }
      for i in 0..<columns {
        run.times[i] += h * direction.times[i]
        run.timeTangent[i] += h * direction.timeTangent[i]
      }
      for i in run.parameters.indices { run.parameters[i] += h * direction.parameters[i] }
      return run
    }
    func value(_ h: Double) -> Double {
      let run = moved(h)
      run.evaluate()
      run.jvp()
      return (0..<run.field.stateCount * columns).reduce(0) {
        $0 + run.weight[$1 % columns] * run.cotangent.values[$1] * run.tangentOut.values[$1]
      }
    }
    func central(_ h: Double) -> Double { (value(h) - value(-h)) / (2 * h) }
    let difference = (4 * central(1e-3) - central(2e-3)) / 3
    let product = ProductRun(moved(0))
    product.compute()
    product.accumulate()
    var terms: [Double] = []
    for i in 0..<product.run.field.stateCount * columns {
      let weight = product.run.weight[i % columns]
      terms.append(
        weight
          * (product.state.values[i] * direction.state.values[i] + product.tangent.values[i]
            * direction.tangent.values[i]))
    }
    for i in 0..<columns {
      let weight = product.run.weight[i]
      terms.append(weight * product.time[i] * direction.times[i])
      terms.append(weight * product.timeTangent[i] * direction.timeTangent[i])
    }
    for i in direction.parameters.indices { terms.append(product.gradient[i] * direction.parameters[i]) }
    #expect(product.guardsAreWhole)
    #expect(abs(terms.reduce(0, +) - difference) < 1e-8 * max(1, terms.map(abs).reduce(0, +)), "\(difference)")
  }

  @Test("the product has the bits of the jvp, and its pullback to the tangent is the vjp", arguments: MLPCase.all)
  func agreesWithFirstOrder(configuration: MLPCase) {
    firstOrder(configuration, Double.self, vectors: 2)
    firstOrder(configuration, Float.self, vectors: 2)
  }

  @Test("so it is in a group of several blocks of columns", arguments: MLPCase.few)
  func agreesWithFirstOrderInBlocks(configuration: MLPCase) { firstOrder(configuration, Float.self, vectors: 9) }

  private func firstOrder<Scalar: KernelScalar>(_ configuration: MLPCase, _ type: Scalar.Type, vectors: Int) {
    let run = FieldRun<Scalar>(configuration, columns: vectors * Scalar.laneCount)
    let product = ProductRun(run)
    product.compute()
    run.jvp()
    run.vjp()
    for i in 0..<run.field.stateCount * run.columns {
      #expect(product.out.values[i] == run.tangentOut.values[i])
      #expect(product.tangent.values[i] == run.stateCotangent.values[i])
    }
    for i in 0..<run.columns { #expect(product.timeTangent[i] == run.timeCotangent[i]) }
  }

  /// `w . H(v1, v2) = w . H(v2, v1)`: second derivatives commute.
  @Test("the second derivative is symmetric", arguments: MLPCase.all) func isSymmetric(configuration: MLPCase) {
    let run = FieldRun<Double>(configuration, columns: Double.laneCount)
    let other = FieldRun<Double>(configuration, columns: Double.laneCount, seed: 9)
    for i in 0..<run.columns { run.timeTangent[i] = 0 }
    let (one, two) = (ProductRun(run), ProductRun(run))
    one.compute(along: run.tangent.view)
    two.compute(along: other.tangent.view)
    for column in 0..<run.columns {
      let left = zip(run.column(one.state, column), run.column(other.tangent, column)).map(*)
      let right = zip(run.column(two.state, column), run.column(run.tangent, column)).map(*)
      let scale = (left + right).map(abs).reduce(1e-3, +)
      #expect(abs(left.reduce(0, +) - right.reduce(0, +)) < 1e-13 * scale)
    }
  }

  @Test("several tangents share one evaluation, and no column knows another", arguments: MLPCase.all)
  func columnsAreIndependent(configuration: MLPCase) {
    let lanes = Float.laneCount
    let group = FieldRun<Float>(configuration, columns: 3 * lanes, seed: 3)
    let whole = ProductRun(group)
    whole.compute()
    // Another tangent of the same evaluation leaves the first tangent tape alone.
    let second = ProductRun(group)
    group.at {
      group.field.writeSecondDerivatives($0, tape: group.tape.view, into: second.secondDerivative)
      group.field.product(
        $0, tape: group.tape.view, tangent: group.cotangent.view, time: nil, into: second.out,
        tangentTape: second.tangentTape)
    }
    for column in stride(from: 0, to: 3 * lanes, by: 11) {
      let small = FieldRun<Float>(configuration, columns: lanes, seed: UInt64(100 + column))
      let place = (column + 3) % lanes
      small.parameters = group.parameters
      for row in 0..<group.field.stateCount {
        small.state[row, place] = group.state[row, column]
        small.cotangent[row, place] = group.cotangent[row, column]
        small.tangent[row, place] = group.tangent[row, column]
      }
      small.times[place] = group.times[column]
      small.timeTangent[place] = group.timeTangent[column]
      for i in 0..<lanes { small.weight[i] = i == place ? 1 : 0 }
      for i in 0..<3 * lanes { group.weight[i] = i == column ? 1 : 0 }
      let alone = ProductRun(small)
      alone.compute()
      #expect(small.column(alone.state, place) == group.column(whole.state, column))
      #expect(small.column(alone.tangent, place) == group.column(whole.tangent, column))
      #expect(alone.time[place] == whole.time[column])
      alone.accumulate()
      for i in 0..<group.field.parameterCount { whole.gradient[i] = 0 }
      whole.accumulate()
      for i in 0..<group.field.parameterCount { #expect(alone.gradient[i] == whole.gradient[i]) }
    }
  }

  @Test("nothing is allocated") func allocatesNothing() {
    let configuration = MLPCase(hidden: [7, 4], activation: .gelu, includesTime: true, power: 3)
    let product = ProductRun(FieldRun<Float>(configuration, columns: 16))
    var counts: [Int] = []
    for _ in 0..<3 {
      let before = allocation_count()
      product.compute()
      product.accumulate()
      counts.append(Int(allocation_count() - before))
    }
    #expect(counts[2] == 0, "\(counts)")
  }
}
