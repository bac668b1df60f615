import Kernels
import Models
import ODE
import TestSupport
import Testing

/// The gradient of a group's loss against differences of the loss itself.
@Suite struct TrajectoryGradientTests {
  /// Steps that no choice of the controller can change: adaptive ones that may not grow, at a tolerance they always
  /// meet.
  static let frozen = StepControl.adaptive(
    AdaptiveControl(relativeTolerance: 1e3, absoluteTolerance: 1e3, firstStep: 0.13, maximumStep: 0.13))

  /// Every method with fixed steps, and those that can with frozen adaptive ones, both steppings; the rest rotates.
  static let problems: [TestProblem] = Method.all.flatMap { method in
    ([.fixed(step: 0.13)] + (method.isAdaptive ? [frozen] : [])).flatMap { control in
      Stepping.allCases.map { TestProblem(method: method, control: control, stepping: $0) }
    }
  }.enumerated().map { index, problem in
    var problem = problem
    problem.loss = PointwiseLoss.ofEachKind[index % 4]
    problem.activation = [.tanh, .softplus, .gelu, .sine, .silu][index % 5]
    problem.hidden = [[5], [], [4, 3]][index % 3]
    problem.includesTime = index % 2 == 0
    problem.power = 1 + (index / 2) % 3
    problem.augment = (index / 3) % 3
    problem.hasLinearPart = problem.method.tableau.isSplit || index % 7 == 3
    // A state with halves has an even number of components.
    if problem.method.tableau.partition != nil { problem.augment &= ~1 }
    return problem
  }

  /// The derivative of the loss with respect to one parameter, by differences of fourth order.
  static func difference(_ model: TrajectoryModel<Double>, _ parameters: [Double], _ index: Int) throws -> Double {
    let step = 5e-5
    func loss(_ multiple: Double) throws -> Double {
      var parameters = parameters
      parameters[index] += multiple * step
      return try model.evaluate(parameters).objectiveSum
    }
    let near = try loss(1) - loss(-1)
    let far = try loss(2) - loss(-2)
    return (8 * near - far) / (12 * step)
  }

  static func check(_ problem: TestProblem, within bound: Double) throws {
    let model = try problem.model(Double.self)
    let parameters = problem.parameters(Double.self)
    let gradient = try model.gradient(at: parameters).gradient
    let largest = gradient.map(abs).max()!
    #expect(largest > 0.1)
    for index in parameters.indices {
      let difference = try difference(model, parameters, index)
      #expect(abs(gradient[index] - difference) < bound * largest, "\(problem), parameter \(index)")
    }
  }

  @Test("the discrete gradient is the derivative of the loss that was computed", arguments: problems.indices)
  func discreteGradientIsExact(index: Int) throws {
    try Self.check(Self.problems[index], within: 1e-8)
  }

  @Test("the discrete gradient has the same bits in any memory", arguments: Stepping.allCases)
  func memoryDoesNotMatter(stepping: Stepping) throws {
    var problem = TestProblem(control: .fixed(step: 0.03), stepping: stepping, memory: 1 << 22)
    let parameters = problem.parameters(Double.self)
    let roomy = try problem.model(Double.self).gradient(at: parameters)
    problem.memory = try leastMemory { memory in
      problem.memory = memory
      _ = try problem.model(Double.self)
    }
    let tight = try problem.model(Double.self).gradient(at: parameters)
    #expect(roomy.sums.backward.replayed == 0)
    #expect(tight.sums.backward.replayed > 0)
    #expect(tight.gradient == roomy.gradient)
    #expect(tight.sums.lossSum == roomy.sums.lossSum)
  }

  /// Tolerances at which the solution is exact to about ten digits.
  static let tight = StepControl.adaptive(AdaptiveControl(relativeTolerance: 1e-11, absoluteTolerance: 1e-12))

  @Test("with tight tolerances every gradient is the true one", arguments: Stepping.allCases)
  func gradientsConverge(stepping: Stepping) throws {
    var problem = TestProblem(method: .dopri5, control: .fixed(step: 0.002))
    let parameters = problem.parameters(Double.self)
    let truth = try problem.model(Double.self).gradient(at: parameters).gradient
    let largest = truth.map(abs).max()!
    problem.control = Self.tight
    problem.stepping = stepping
    for method in [Method.dopri5, .tsit5] {
      for gradient in [GradientMethod.discrete, .interpolated, .backsolve(bound: 1e-6)] {
        problem.method = method
        problem.gradient = gradient
        let found = try problem.model(Double.self).gradient(at: parameters).gradient
        for (value, exact) in zip(found, truth) {
          #expect(abs(value - exact) < 1e-8 * largest, "\(method.name), \(gradient)")
        }
      }
    }
  }
}
