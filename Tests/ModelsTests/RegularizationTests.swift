import AllocationCount
import Foundation
import Kernels
import Models
import ODE
import Testing

/// Regularisers in the objective of a trajectory model.
@Suite struct RegularizationTests {
  static let all: Regularization = {
    var regularization = Regularization(seed: 5)
    regularization[.kineticEnergy] = 0.7
    regularization[.jacobian] = 0.4
    regularization[.secondDerivative] = 0.3
    return regularization
  }()

  /// Every method and stepping; shapes and which regularisers rotate.
  static let problems: [TestProblem] = Method.all.flatMap { method in
    Stepping.allCases.map { TestProblem(method: method, stepping: $0) }
  }.enumerated().map { index, problem in
    var problem = problem
    problem.activation = [.tanh, .softplus, .gelu, .sine, .silu][index % 5]
    problem.hidden = [[5], [], [4, 3]][index % 3]
    problem.includesTime = index % 2 == 0
    problem.power = 1 + (index / 2) % 3
    problem.regularization = all
    if problem.method.tableau.partition != nil { problem.augment &= ~1 }
    problem.hasLinearPart = problem.method.tableau.isSplit || index % 7 == 3
    if index % 4 == 1 { problem.regularization[.jacobian] = 0 }
    if index % 4 == 2 { problem.regularization[.kineticEnergy] = 0 }
    return problem
  }

  @Test("the gradient is that of loss and regularisers together", arguments: problems.indices)
  func gradientIsExact(index: Int) throws {
    try TrajectoryGradientTests.check(Self.problems[index], within: 1e-8)
  }

  @Test("regularisers are reported apart from the loss, count the way and not its direction, and leave the loss alone")
  func reportsApart() throws {
    var problem = TestProblem(counts: [4], reversed: 0)
    let parameters = problem.parameters(Double.self)
    let plain = try problem.model(Double.self).evaluate(parameters)
    #expect(plain.objectiveSum == plain.lossSum && plain.regularizers == .zero)
    problem.regularization = Self.all
    let charged = try problem.model(Double.self).evaluate(parameters)
    #expect(charged.lossSum == plain.lossSum && charged.entries == plain.entries)
    for regularizer in Regularizer.allCases { #expect(charged[regularizer] > 0) }
    let weighed = Regularizer.allCases.reduce(0) { $0 + Self.all[$1] * charged[$1] }
    #expect(abs(charged.objectiveSum - charged.lossSum - weighed) < 1e-12 * weighed)
  }

  /// `y' = b` has the kinetic energy `|b|^2 / 2` a unit of time, whatever else; every observed value counts it once.
  @Test("a constant field's kinetic energy has a closed form") func closedForm() throws {
    var problem = TestProblem(hidden: [], includesTime: false, series: 2, augment: 0, counts: [3], reversed: nil)
    problem.regularization[.kineticEnergy] = 2
    let model = try problem.model(Double.self)
    let sums = try model.evaluate([0, 0, 0, 0, 0.3, -0.4])
    let span = model.group.times[2 * model.group.columns] - model.group.times[0]
    #expect(abs(sums[.kineticEnergy] - Double(sums.entries) * span * 0.125) < 1e-14)
  }

  @Test("a sample's probe is its own: it does not depend on company, and changes with the round and the seed")
  func probesBelongToSamples() throws {
    var problem = TestProblem(stepping: .sample)
    problem.regularization[.jacobian] = 1
    let parameters = problem.parameters(Float.self)
    let model = try problem.model(Float.self)
    func value(_ chosen: [Int], round: UInt32 = 0) throws -> Double {
      problem.fill(model.group, with: chosen)
      model.group.round = round
      return try model.evaluate(parameters)[.jacobian]
    }
    let alone = try (0..<5).map { try value([$0]) }
    for chosen in [[0, 3], [4, 2, 0], [3, 2, 1, 0, 4]] {
      #expect(try value(chosen) == chosen.reduce(0) { $0 + alone[$1] })
    }
    #expect(try value([0], round: 1) != alone[0] || value([2], round: 1) != alone[2])
    problem.regularization.seed = 6
    let other = try problem.model(Float.self)
    let changed = try (0..<5).map { sample in
      problem.fill(other.group, with: [sample])
      return try other.evaluate(parameters)[.jacobian]
    }
    #expect(changed != alone)
  }

  @Test("bits do not depend on the memory, and nothing is allocated", arguments: Stepping.allCases)
  func memoryDoesNotMatter(stepping: Stepping) throws {
    var problem = TestProblem(control: .fixed(step: 0.03), stepping: stepping, memory: 1 << 22)
    problem.regularization = Self.all
    let parameters = problem.parameters(Double.self)
    for way in [GradientMethod.discrete, .interpolated] {
      problem.gradient = way
      problem.memory = 1 << 22
      let model = try problem.model(Double.self)
      let roomy = try model.gradient(at: parameters)
      problem.memory = try leastMemory { memory in
        problem.memory = memory
        _ = try problem.model(Double.self)
      }
      let tight = try problem.model(Double.self).gradient(at: parameters)
      #expect(tight.sums.backward.replayed > 0 && roomy.sums.backward.replayed == 0)
      #expect(tight.gradient == roomy.gradient && tight.sums.regularizers == roomy.sums.regularizers)
      var gradient = [Double](repeating: 0, count: parameters.count)
      let before = allocation_count()
      _ = try model.gradient(parameters, into: &gradient)
      #expect(allocation_count() == before)
    }
  }
}
