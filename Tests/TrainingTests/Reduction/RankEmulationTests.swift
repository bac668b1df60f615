import Jobs
import Kernels
import Messaging
import Models
import Networks
import Testing
import TrainingSupport

@testable import Training

/// The bits of a step do not depend on who solves what.
@Suite struct RankEmulationTests {
  /// Hands the groups out by a fixed table.
  struct Table: Assignment {
    let ranks: [Int]
    func rank(of group: Int, ranks: Int) -> Int { self.ranks[group % self.ranks.count] % ranks }
  }

  /// Every regulariser, so that their sums and probes are put to the test as well.
  private static var regularization: JobRegularization {
    var regularization = JobRegularization()
    regularization.kineticEnergy = 0.01
    regularization.jacobian = 0.02
    regularization.secondDerivative = 0.003
    return regularization
  }

  /// Trains with so many emulated ranks, one after another, whose integers are added; returns parameters and losses.
  private func train<Scalar: TrainingScalar>(
    _ type: Scalar.Type, _ fixture: TrainingFixture, ranks: Int, assignment: any Assignment, backwards: Bool
  ) throws -> ([Scalar], [StepRecord]) {
    var job = fixture.job(steps: 6)
    job.training.batch = 11
    job.training.group = 2
    job.training.clip = 0.05
    job.model.regularization = Self.regularization
    let setup = try TrainingSetup<Scalar>(job, fixture.communicator)
    let model = try setup.plan.model(samples: 2, observations: setup.itemLength, withGradient: true)
    let runner = StepRunner(model: model, feed: setup.feed, training: job.training, steps: setup.steps)
    var sampler = setup.sampler(at: .start)
    var records: [StepRecord] = []
    for _ in 0..<6 {
      let groups = SolveGroups(sampler.next(), size: 2)
      let total = Reduction<Scalar>(
        parameters: setup.state.layout.count, sums: StepRunner<Scalar>.sums, ranks: ranks)
      let order = backwards ? Array((0..<ranks).reversed()) : Array(0..<ranks)
      for rank in order {
        let part = Reduction<Scalar>(
          parameters: setup.state.layout.count, sums: StepRunner<Scalar>.sums, ranks: ranks)
        var times = PhaseTimes()
        let mine = groups.filter { assignment.rank(of: $0.index, ranks: ranks) == rank }
        for group in backwards ? mine.reversed() : mine {
          #expect(runner.accumulate(group, state: setup.state, into: part, times: &times) == nil)
        }
        for index in total.values.indices { total.values[index] &+= part.values[index] }
      }
      var record = try runner.update(setup.state, along: total)
      record.imbalance = 1
      records.append(record)
    }
    return ((0..<setup.state.layout.count).map { setup.state.parameters[$0] }, records)
  }

  private func check<Scalar: TrainingScalar>(_ type: Scalar.Type) throws {
    let fixture = try TrainingFixture()
    let (expected, records) = try train(type, fixture, ranks: 1, assignment: RoundRobin(), backwards: false)
    #expect(Set(records.map(\.loss)).count == 6)
    for ranks in [2, 3, 4, 7, 16] {
      let round = try train(type, fixture, ranks: ranks, assignment: RoundRobin(), backwards: ranks % 2 == 0)
      #expect(round.0 == expected && round.1 == records)
      let table = try train(
        type, fixture, ranks: ranks, assignment: Table(ranks: [3, 0, 0, 5, 1]), backwards: ranks % 2 == 1)
      #expect(table.0 == expected && table.1 == records)
    }
  }

  @Test("Any number of ranks and any assignment give the same bits, in single precision")
  func single() throws { try check(Float.self) }

  @Test("Any number of ranks and any assignment give the same bits, in double precision")
  func double() throws { try check(Double.self) }

  @Test("The loss of a step is the mean over all observed entries of the batch, and the gradient its derivative")
  func meanOverEntries() throws {
    // Samples of different lengths: groups with different numbers of entries.
    let fixture = try TrainingFixture(lengths: (0..<TrainingFixture.samples).map { 3 + $0 % 5 })
    var job = fixture.job(steps: 1)
    job.data.window = nil
    job.data.validation = 0
    job.training.batch = 12
    job.model.regularization = Self.regularization
    let losses = try [1, 5, 12].map { group -> (Double, Double, [Double]) in
      job.training.group = group
      let setup = try TrainingSetup<Double>(job, fixture.communicator)
      let model = try setup.plan.model(samples: group, observations: setup.itemLength, withGradient: true)
      let runner = StepRunner(model: model, feed: setup.feed, training: job.training, steps: 1)
      var sampler = setup.sampler(at: .start)
      let groups = SolveGroups(sampler.next(), size: group)
      let reduction = Reduction<Double>(
        parameters: setup.state.layout.count, sums: StepRunner<Double>.sums, ranks: 1)
      var times = PhaseTimes()
      for group in groups { _ = runner.accumulate(group, state: setup.state, into: reduction, times: &times) }
      #expect(reduction[.entries] == 2 * (0..<12).map { 3 + $0 % 5 }.reduce(0, +))
      let record = try runner.update(setup.state, along: reduction)
      return (record.loss, record.gradientNorm, Regularizer.allCases.map { record.regularizers[$0] ?? .nan })
    }
    // Groups share adaptive steps, so the sizes differ by the solver's tolerance, not by the weights of samples.
    for (loss, norm, regularizers) in losses {
      #expect(abs(loss / losses[0].0 - 1) < 1e-4)
      #expect(abs(norm / losses[0].1 - 1) < 1e-4)
      for (value, other) in zip(regularizers, losses[0].2) { #expect(value > 0 && abs(value / other - 1) < 1e-4) }
    }
  }

  @Test("Clipping shortens the gradient to the limit and keeps its direction; a looser limit changes nothing")
  func clipping() throws {
    let fixture = try TrainingFixture()
    func move(_ clip: Double?) throws -> (step: [Double], norm: Double) {
      var job = fixture.job(steps: 1)
      job.training.optimizer.kind = .sgd
      job.training.optimizer.rate = 1
      job.training.clip = clip
      let setup = try TrainingSetup<Double>(job, fixture.communicator)
      let model = try setup.plan.model(samples: 3, observations: setup.itemLength, withGradient: true)
      let runner = StepRunner(model: model, feed: setup.feed, training: job.training, steps: 1)
      var sampler = setup.sampler(at: .start)
      let groups = SolveGroups(sampler.next(), size: 3)
      let count = setup.state.layout.count
      let reduction = Reduction<Double>(parameters: count, sums: StepRunner<Double>.sums, ranks: 1)
      var times = PhaseTimes()
      for group in groups { _ = runner.accumulate(group, state: setup.state, into: reduction, times: &times) }
      let before = (0..<count).map { setup.state.parameters[$0] }
      let record = try runner.update(setup.state, along: reduction)
      return ((0..<count).map { before[$0] - setup.state.parameters[$0] }, record.gradientNorm)
    }
    func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let free = try move(nil)
    #expect(abs(length(free.step) / free.norm - 1) < 1e-12)
    let clipped = try move(free.norm / 8)
    #expect(clipped.norm == free.norm)
    #expect(abs(length(clipped.step) / (free.norm / 8) - 1) < 1e-12)
    for (a, b) in zip(clipped.step, free.step) { #expect(abs(8 * a - b) < 1e-12 * free.norm) }
    #expect(try move(free.norm * 2).step == free.step)
  }
}
