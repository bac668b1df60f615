import AllocationCount
import Foundation
import Kernels
import Models
import Networks
import ODE
import TestSupport
import Testing

/// What a trajectory model promises besides the gradient.
@Suite struct TrajectoryModelTests {
  static let adaptive = StepControl.adaptive(AdaptiveControl(relativeTolerance: 1e-5, absoluteTolerance: 1e-6))

  @Test("a rotation is met to the tolerance, and its loss is that of the closed form")
  func rotation() throws {
    // y' = (-w y2, w y1) turns by w t; the targets lie 0.25 above the truth in the first series.
    let w = 2.0
    let model = try TrajectoryModel(
      field: MLPField<Double>(stateCount: 2, hidden: [], activation: .tanh), augment: 0, series: 2, loss: .l1,
      options: SolveOptions(
        method: .dopri5, control: .adaptive(AdaptiveControl(relativeTolerance: 1e-11, absoluteTolerance: 1e-11))),
      gradient: nil, samples: 3, observations: 5, memory: 1 << 20)
    let group = model.group
    group.samples = 3
    for sample in 0..<3 {
      group.counts[sample] = 5
      for k in 0..<5 {
        let time = 0.4 * Double(k) + 0.1 * Double(sample)
        let angle = w * (time - 0.1 * Double(sample)) + Double(sample)
        group.times[k * group.columns + sample] = time
        group.values[(k * 2) * group.columns + sample] = cos(angle) + (k > 0 ? 0.25 : 0)
        group.values[(k * 2 + 1) * group.columns + sample] = sin(angle)
        for row in 0..<2 { group.mask[(k * 2 + row) * group.columns + sample] = 1 }
      }
    }
    let sums = try model.evaluate([0, -w, w, 0, 0, 0])
    #expect(sums.entries == 30)
    #expect(abs(sums.lossSum - 12 * 0.25) < 1e-8)
    #expect(abs(sums.absoluteSum - 12 * 0.25) < 1e-8)
    #expect(abs(sums.squareSum - 12 * 0.0625) < 1e-8)
    #expect(sums.forward.evaluations > 0 && sums.forward.accepted > 0)
    #expect(sums.backward == SolveStatistics())
  }

  @Test("sums are those of the predictions and the observed values", arguments: PointwiseLoss.ofEachKind)
  func sumsFollowFromPredictions(loss: TrajectoryLoss) throws {
    let problem = TestProblem(loss: loss)
    let model = try problem.model(Double.self)
    let sums = try model.gradient(at: problem.parameters(Double.self)).sums
    let (group, rows) = (model.group, model.field.stateCount)
    var expected = (0.0, 0, 0.0, 0.0)
    for (column, count) in problem.counts.enumerated() {
      for k in 0..<count {
        for row in 0..<group.series where group.mask[(k * group.series + row) * group.columns + column] == 1 {
          let target = group.values[(k * group.series + row) * group.columns + column]
          let prediction = model.predictions[(k * rows + row) * group.columns + column]
          #expect(k > 0 || prediction == target)
          expected.0 += loss.definition(prediction, target).0
          expected.1 += 1
          expected.2 += abs(prediction - target)
          expected.3 += (prediction - target) * (prediction - target)
        }
      }
    }
    #expect(abs(sums.lossSum - expected.0) < 1e-13 * expected.0)
    #expect(sums.entries == expected.1)
    #expect(abs(sums.absoluteSum - expected.2) < 1e-13 * expected.2)
    #expect(abs(sums.squareSum - expected.3) < 1e-13 * expected.3)
    var forward = sums
    forward.backward = SolveStatistics()
    #expect(try model.evaluate(problem.parameters(Double.self)) == forward)
  }

  static func checkRepetition<Scalar: KernelScalar>(
    _ stepping: Stepping, _ gradient: GradientMethod, _ type: Scalar.Type
  )
    throws
  {
    let problem = TestProblem(control: adaptive, stepping: stepping, gradient: gradient)
    let parameters = problem.parameters(Scalar.self)
    let model = try problem.model(Scalar.self)
    let first = try model.gradient(at: parameters)
    // Something else in between must leave no trace.
    problem.fill(model.group, with: [3, 0])
    _ = try model.gradient(at: parameters.map { -$0 })
    problem.fill(model.group, with: Array(problem.counts.indices))
    let again = try model.gradient(at: parameters)
    let other = try problem.model(Scalar.self).gradient(at: parameters)
    for result in [again, other] {
      #expect(result.gradient == first.gradient)
      #expect(result.sums.lossSum == first.sums.lossSum && result.sums.squareSum == first.sums.squareSum)
    }
  }

  @Test(
    "a group solved again has the same bits", arguments: Stepping.allCases,
    [.discrete, .backsolve(bound: 1)] as [GradientMethod])
  func repetition(stepping: Stepping, gradient: GradientMethod) throws {
    try Self.checkRepetition(stepping, gradient, Double.self)
    try Self.checkRepetition(stepping, gradient, Float.self)
  }

  static func checkCompany<Scalar: KernelScalar>(_ control: StepControl, _ stepping: Stepping, _ type: Scalar.Type)
    throws
  {
    let problem = TestProblem(control: control, stepping: stepping)
    let parameters = problem.parameters(Scalar.self)
    let all = try problem.model(Scalar.self)
    _ = try all.evaluate(parameters)
    let (rows, columns) = (all.field.stateCount, all.group.columns)
    let some = try problem.model(Scalar.self)
    for chosen in [[0], [3, 1], [4, 3, 2, 1, 0], [2, 2, 2]] {
      problem.fill(some.group, with: chosen)
      _ = try some.evaluate(parameters)
      for (column, sample) in chosen.enumerated() {
        for i in 0..<problem.counts[sample] * rows {
          #expect(some.predictions[i * columns + column] == all.predictions[i * columns + sample])
        }
      }
    }
  }

  @Test("with steps of its own a sample's trajectory has the same bits in any company")
  func companyDoesNotMatter() throws {
    try Self.checkCompany(Self.adaptive, .sample, Double.self)
    try Self.checkCompany(Self.adaptive, .sample, Float.self)
    try Self.checkCompany(.fixed(step: 0.07), .group, Double.self)
    try Self.checkCompany(.fixed(step: 0.07), .sample, Float.self)
  }

  @Test("a group's gradient is the sum of its samples' gradients")
  func gradientsAdd() throws {
    let problem = TestProblem(control: .fixed(step: 0.1), loss: .huber(delta: 0.5))
    let parameters = problem.parameters(Double.self)
    let model = try problem.model(Double.self)
    let whole = try model.gradient(at: parameters)
    var sum = [Double](repeating: 0, count: parameters.count)
    var loss = 0.0
    for sample in problem.counts.indices {
      problem.fill(model.group, with: [sample])
      loss += try model.gradient(parameters, into: &sum).lossSum
    }
    #expect(abs(loss - whole.sums.lossSum) < 1e-13 * loss)
    let largest = sum.map(abs).max()!
    for (a, b) in zip(sum, whole.gradient) { #expect(abs(a - b) < 1e-13 * largest) }
  }

  @Test("an empty group and samples of one observation contribute nothing to the gradient")
  func nothingToSolve() throws {
    let problem = TestProblem()
    let parameters = problem.parameters(Double.self)
    let model = try problem.model(Double.self)
    problem.fill(model.group, with: [1])
    let single = try model.gradient(at: parameters)
    #expect(single.sums.lossSum == 0 && single.sums.entries == 2 && single.gradient.allSatisfy { $0 == 0 })
    model.group.samples = 0
    let empty = try model.gradient(at: parameters)
    #expect(empty.sums.lossSum == 0 && empty.sums.entries == 0 && empty.gradient.allSatisfy { $0 == 0 })
  }

  @Test("a missing value at the start is refused by name")
  func incompleteStart() throws {
    let problem = TestProblem()
    let parameters = problem.parameters(Float.self)
    let model = try problem.model(Float.self)
    model.group.mask[model.group.columns + 3] = 0
    #expect(throws: ModelError.incompleteStart(sample: 3, series: 1)) { try model.evaluate(parameters) }
    #expect("\(ModelError.incompleteStart(sample: 3, series: 1))".contains("sample 3"))
    model.group.samples = 3
    #expect(throws: Never.self) { try model.evaluate(parameters) }
  }

  @Test("a value that is not a number is refused by name, unless it is masked", arguments: [0, 2])
  func nonFiniteValue(observation: Int) throws {
    let problem = TestProblem()
    let parameters = problem.parameters(Double.self)
    let model = try problem.model(Double.self)
    let place = (observation * 2 + 1) * model.group.columns + 4
    (model.group.values[place], model.group.mask[place]) = (.infinity, 1)
    let error = #expect(throws: ModelError.self) { try model.evaluate(parameters) }
    guard case .nonFiniteLoss(4, observation, 1, .infinity, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    model.group.mask[place] = 0
    if observation > 0 { #expect(throws: Never.self) { try model.evaluate(parameters) } }
  }

  @Test("a loss that overflows names the worst prediction")
  func overflow() throws {
    let problem = TestProblem(loss: .l2)
    let model = try problem.model(Float.self)
    let place = (3 * 2 + 1) * model.group.columns + 3
    (model.group.values[place], model.group.mask[place]) = (1e30, 1)
    let error = #expect(throws: ModelError.self) { try model.evaluate(problem.parameters(Float.self)) }
    guard case .nonFiniteLoss(3, 3, 1, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a failed solve names the sample")
  func failedSolve() throws {
    // y' = y^3 has a pole at 1 / (2 y0^2): after 1/8 for a start of 2, beyond the data for the others.
    let problem = TestProblem(
      control: Self.adaptive, stepping: .sample, hidden: [], includesTime: false, power: 3, series: 1, augment: 0)
    let model = try problem.model(Double.self)
    for column in problem.counts.indices { model.group.values[column] = column == 2 ? 2 : 0.1 }
    let error = #expect(throws: ModelError.self) { try model.evaluate([1, 0]) }
    guard case .solver(let cause) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let start = model.group.times[2]
    #expect(cause.sample == 2 && abs(cause.time - start - 0.125) < 1e-3, "\(cause)")
  }

  @Test("nothing is allocated after the first gradient", arguments: Stepping.allCases)
  func nothingIsAllocated(stepping: Stepping) throws {
    let problem = TestProblem(control: Self.adaptive, stepping: stepping)
    let parameters = problem.parameters(Float.self)
    var gradient = [Float](repeating: 0, count: parameters.count)
    let model = try problem.model(Float.self)
    _ = try model.gradient(parameters, into: &gradient)
    let before = allocation_count()
    for _ in 0..<3 {
      _ = try model.gradient(parameters, into: &gradient)
      _ = try model.evaluate(parameters)
    }
    #expect(allocation_count() == before)
  }
}
