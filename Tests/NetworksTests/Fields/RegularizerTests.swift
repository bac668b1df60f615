import AllocationCount
import Foundation
import Kernels
import Networks
import ODE
import Testing

/// The running costs that need second-order products, along solutions of networks.
@Suite struct RegularizerTests {
  typealias Field = MLPField<Double>

  /// An affine field of two rows without hidden layers: `f = A y + b`.
  static let affine = Field(stateCount: 2, hidden: [], activation: .identity)
  static let matrix = [0.3, -1.2, 0.9, -0.4]

  static func solver(
    _ field: Field, _ options: SolveOptions, _ costs: [any RunningCost<Field>], gradient: GradientMethod? = nil,
    initial: [[Double]], times: [[Double]]
  ) throws -> Solver<Field> {
    let solver = try Solver(
      field: field, options: options, gradient: gradient, costs: costs, samples: initial.count,
      observations: times.map(\.count).max()!, memory: 1 << 24)
    for (s, y) in initial.enumerated() {
      for (row, value) in y.enumerated() { solver.initialState[row, s] = value }
      solver.counts[s] = Int32(times[s].count)
      for (k, t) in times[s].enumerated() { solver.times[k, s] = t }
    }
    return solver
  }

  /// `A y` for the matrix of these tests.
  static func apply(_ y: [Double]) -> [Double] {
    [matrix[0] * y[0] + matrix[1] * y[1], matrix[2] * y[0] + matrix[3] * y[1]]
  }

  /// The integral of `|exp(A t) v|^2 / 2` over the time from 0 to 2, by Simpson's rule on the exponential's series.
  static func halfSquareIntegral(from v: [Double]) -> Double {
    let n = 2000
    let width = 2 / Double(n)
    var integral = 0.0
    for i in 0...n {
      var (term, sum) = (v, v)
      for k in 1...60 {
        term = apply(term).map { $0 * Double(i) * width / Double(k) }
        sum = zip(sum, term).map(+)
      }
      let weight = i == 0 || i == n ? 1.0 : i % 2 == 1 ? 4.0 : 2.0
      integral += weight * (sum[0] * sum[0] + sum[1] * sum[1]) / 2
    }
    return integral * width / 3
  }

  /// Along `y' = A y` the integrals are those of `|A y|^2 / 2` and `|A A y|^2 / 2`.
  @Test("Linear field has closed forms") func linearFieldHasClosedForms() throws {
    let parameters = Self.matrix + [0, 0]
    let solver = try Self.solver(
      Self.affine, SolveOptions(method: .dopri5, control: .fixed(step: 0.01)),
      [KineticEnergy(), SecondDerivativeCost()], initial: [[1, -0.5]], times: [[0, 2]])
    _ = try parameters.withVector { try solver.solve($0) }
    let velocity = Self.apply([1, -0.5])
    #expect(abs(solver.costValues[0, 0] - Self.halfSquareIntegral(from: velocity)) < 1e-10)
    #expect(abs(solver.costValues[1, 0] - Self.halfSquareIntegral(from: Self.apply(velocity))) < 1e-10)
  }

  /// Along `y' = A y + b + c t` the second derivative is `A y' + c`, and it solves `y' = A y` itself.
  @Test("Second derivative knows the time") func secondDerivativeKnowsTheTime() throws {
    let (b, c) = ([0.4, -0.2], [-0.7, 1.1])
    let field = Field(stateCount: 2, hidden: [], activation: .identity, includesTime: true)
    let parameters = [Self.matrix[0], Self.matrix[1], c[0], Self.matrix[2], Self.matrix[3], c[1]] + b
    let solver = try Self.solver(
      field, SolveOptions(method: .dopri5, control: .fixed(step: 0.01)), [SecondDerivativeCost()],
      initial: [[1, -0.5]], times: [[0, 2]])
    _ = try parameters.withVector { try solver.solve($0) }
    let second = zip(Self.apply(zip(Self.apply([1, -0.5]), b).map(+)), c).map(+)
    #expect(abs(solver.costValues[0, 0] - Self.halfSquareIntegral(from: second)) < 1e-10)
  }

  /// The norm of a constant matrix: exact for probes along its rows, and on the mean over random signs.
  @Test("Probes estimate the frobenius norm") func probesEstimateTheFrobeniusNorm() throws {
    let parameters = Self.matrix + [0.2, -0.1]
    let frobenius = Self.matrix.reduce(0) { $0 + $1 * $1 }
    let samples = 4096
    let probes = ProbeVectors<Double>(rows: 2, samples: samples)
    let solver = try Self.solver(
      Self.affine, SolveOptions(method: .rk4, control: .fixed(step: 0.5)), [JacobianNorm(probes: probes)],
      initial: (0..<samples).map { [0.1 + Double($0) / 5000, 0.3] }, times: (0..<samples).map { _ in [0, 1] })
    for s in 0..<samples {
      for row in 0..<2 {
        probes.values[row, s] = Philox(seed: 3).uniform(.noise, 0, UInt64(2 * s + row)) < 0.5 ? -1 : 1
      }
    }
    // Unit vectors pick single rows of the matrix.
    (probes.values[0, 0], probes.values[1, 0]) = (1, 0)
    (probes.values[0, 1], probes.values[1, 1]) = (0, 1)
    _ = try parameters.withVector { try solver.solve($0) }
    let values = (0..<samples).map { 2 * solver.costValues[0, $0] }
    #expect(abs(values[0] - (0.3 * 0.3 + 1.2 * 1.2)) < 1e-14)
    #expect(abs(values[1] - (0.9 * 0.9 + 0.4 * 0.4)) < 1e-14)
    // The variance of one estimate is (2 A_1 . A_2)^2.
    let deviation = 2 * abs(0.3 * 0.9 + 1.2 * 0.4) / Double(samples).squareRoot()
    #expect(abs(values[2...].reduce(0, +) / Double(samples - 2) - frobenius) < 4 * deviation)
  }

  static let shapes = [
    MLPCase(stateCount: 2, hidden: [4], activation: .tanh, includesTime: true, power: 3),
    MLPCase(stateCount: 2, hidden: [3, 3], activation: .gelu, includesTime: false, power: 1),
    MLPCase(stateCount: 2, hidden: [], activation: .tanh, includesTime: true, power: 2),
    MLPCase(stateCount: 2, hidden: [5], activation: .softplus, includesTime: true, power: 1),
    MLPCase(stateCount: 2, hidden: [4], activation: .tanh, includesTime: false, power: 2, hasLinearPart: true),
  ]

  static func options(_ index: Int, _ stepping: Stepping) -> SolveOptions {
    let methods = Method.all.filter { !$0.isReversible && !$0.tableau.isSplit }
    return SolveOptions(method: methods[index % methods.count], control: .fixed(step: 0.13), stepping: stepping)
  }

  /// A solver with all three costs over a network.
  static func make(_ shape: MLPCase, _ options: SolveOptions, _ gradient: GradientMethod?, end: Double = 0.8) throws
    -> (solver: Solver<Field>, parameters: [Double])
  {
    let times = [[0.1, 0.4, end], [0, 0.7], [0.9, 0.2, 0.1]]
    let probes = ProbeVectors<Double>(rows: 2, samples: 3)
    for i in 0..<2 * probes.columns { probes.values.values[i] = sin(Double(5 * i + 1)) }
    let solver = try solver(
      shape.field(Double.self), options, [KineticEnergy(), JacobianNorm(probes: probes), SecondDerivativeCost()],
      gradient: gradient, initial: [[0.5, -0.3], [0.2, 0.8], [-0.6, 0.4]], times: times)
    let parameters = (0..<solver.field.parameterCount).map { 0.8 * sin(1.7 * Double($0) + 0.3) }
    solver.computesTimeCotangents = true
    solver.cotangents.values.fill(0)
    for cost in 0..<3 {
      for s in 0..<3 { solver.costCotangents[cost, s] = 0.4 + Double(cost) - 0.5 * Double(s) }
    }
    return (solver, parameters)
  }

  static func loss(_ solver: Solver<Field>, _ parameters: [Double]) throws -> Double {
    _ = try parameters.withVector { try solver.solve($0) }
    return (0..<9).reduce(0) { sum, i in
      sum + solver.costCotangents[i / 3, i % 3] * solver.costValues[i / 3, i % 3]
    }
  }

  @Test("Discrete gradient is exact", arguments: 0..<8, Stepping.allCases) func discreteGradientIsExact(
    _ index: Int, _ stepping: Stepping
  ) throws {
    let (solver, parameters) = try Self.make(Self.shapes[index % 4], Self.options(index, stepping), .discrete)
    _ = try parameters.withVector { try solver.solve($0) }
    var gradient = [Double](repeating: 0, count: parameters.count)
    _ = try gradient.withMutableVector { gradient in
      try parameters.withVector { try solver.gradient($0, into: gradient) }
    }
    let scale = max(1, gradient.map(abs).max()!)
    for i in parameters.indices {
      func central(_ h: Double) throws -> Double {
        var (plus, minus) = (parameters, parameters)
        plus[i] += h
        minus[i] -= h
        return try (Self.loss(solver, plus) - Self.loss(solver, minus)) / (2 * h)
      }
      let difference = try (4 * central(1e-3) - central(2e-3)) / 3
      #expect(abs(gradient[i] - difference) < 1e-8 * scale, "\(i): \(gradient[i]) \(difference)")
    }
    let end: Double = solver.timeCotangents[2, 0]
    func later(_ h: Double) throws -> Double {
      let (moved, parameters) = try Self.make(Self.shapes[index % 4], Self.options(index, stepping), nil, end: 0.8 + h)
      return try Self.loss(moved, parameters)
    }
    func derivative(_ h: Double) throws -> Double { try (later(h) - later(-h)) / (2 * h) }
    let difference = try (4 * derivative(1e-3) - derivative(2e-3)) / 3
    #expect(abs(end - difference) < 1e-8 * scale, "end: \(end) \(difference)")
  }

  @Test(
    "Continuous adjoints agree", arguments: [GradientMethod.interpolated, .backsolve(bound: 1e-4)], Stepping.allCases)
  func continuousAdjointsAgree(_ method: GradientMethod, _ stepping: Stepping) throws {
    let options = SolveOptions(
      method: .dopri5, control: .adaptive(AdaptiveControl(relativeTolerance: 1e-11, absoluteTolerance: 1e-11)),
      stepping: stepping)
    for shape in Self.shapes {
      var found: [[Double]] = []
      for way in [GradientMethod.discrete, method] {
        let (solver, parameters) = try Self.make(shape, options, way)
        _ = try parameters.withVector { try solver.solve($0) }
        var gradient = [Double](repeating: 0, count: parameters.count)
        _ = try gradient.withMutableVector { gradient in
          try parameters.withVector { try solver.gradient($0, into: gradient) }
        }
        found.append(gradient + [solver.timeCotangents[0, 0], solver.timeCotangents[2, 0]])
      }
      let scale = max(1, found[0].map(abs).max()!)
      for (a, b) in zip(found[0], found[1]) { #expect(abs(a - b) < 1e-7 * scale, "\(shape) \(a) \(b)") }
    }
  }

  @Test("Nothing is allocated", arguments: [GradientMethod.discrete, .interpolated, .backsolve(bound: 1)])
  func allocatesNothing(
    _ method: GradientMethod
  ) throws {
    let (solver, parameters) = try Self.make(Self.shapes[0], SolveOptions(), method)
    var gradient = [Double](repeating: 0, count: parameters.count)
    var counts: [Int] = []
    for _ in 0..<3 {
      let before = allocation_count()
      _ = try parameters.withVector { try solver.solve($0) }
      _ = try gradient.withMutableVector { gradient in
        try parameters.withVector { try solver.gradient($0, into: gradient) }
      }
      counts.append(Int(allocation_count() - before))
    }
    #expect(counts[2] == 0, "\(counts)")
  }
}
