import Foundation
import Host
import Jobs
import Kernels
import Networks
import ODE
import Storage
import Testing
import TrainingSupport

@testable import Training

/// Samples that cannot be solved, in training, evaluation and prediction.
@Suite struct FailurePolicyTests {
  /// Series that start within 1 of the origin but one, whose cubic field takes more steps than allowed.
  private func fixture(wild: Int = 5) throws -> TrainingFixture {
    try TrainingFixture(corrupt: (index: wild * TrainingFixture.times * 2, value: 3000))
  }

  private func job(_ fixture: TrainingFixture, _ policy: FailurePolicy) -> Job {
    var job = fixture.job(steps: 3)
    job.data.window = nil
    job.data.validation = 0
    job.training.batch = 12
    job.training.group = 4
    job.training.optimizer.rate = 1e-3
    job.field.power = 3
    job.field.activation = .identity
    job.field.scale = 0.1
    job.solver.maximumSteps = 25
    job.solver.onFailure = policy
    job.output.trajectories = true
    return job
  }

  @Test(
    "Left out and counted in every step and evaluation; the metrics are those of the others",
    arguments: Stepping.allCases)
  func dropped(_ stepping: Stepping) throws {
    let fixture = try fixture()
    var job = job(fixture, .drop)
    job.solver.stepping = stepping
    let outcome = try fixture.train(job)
    #expect(outcome.summary.contains("3 items left out unsolved"))
    let history = try fixture.records("run")
    #expect(history.steps.map(\.samples) == [12, 12, 12] && history.steps.map(\.dropped) == [1, 1, 1])
    #expect(history.steps.allSatisfy { $0.loss.isFinite && $0.loss < 10 })
    let record = try #require(history.evaluations.last)
    #expect(record.samples == 12 && record.dropped == 1)
    let file = try HDF5File.open(fixture.path("run", "trajectories.h5"))
    let predicted = try file.dataset("/predicted").readConverting(Double.self)
    let observed = try file.dataset("/observed").readConverting(Double.self)
    let length = TrainingFixture.times * 2
    #expect(predicted[5 * length..<6 * length].allSatisfy { $0.isNaN })
    let places = predicted.indices.filter { $0 / length != 5 }
    #expect(places.allSatisfy { predicted[$0].isFinite })
    let square = places.reduce(0) { $0 + pow(predicted[$1] - observed[$1], 2) }
    #expect(abs(record.loss - square / Double(places.count)) < 1e-6 * record.loss)
    // What remains to be explained is the deviation of the others from the mean of all.
    for series in 0..<2 {
      let all = observed.indices.filter { $0 % 2 == series }
      let mean = all.reduce(0) { $0 + observed[$1] } / Double(all.count)
      let own = places.filter { $0 % 2 == series }
      let residual = own.reduce(0) { $0 + pow(predicted[$1] - observed[$1], 2) }
      let total = own.reduce(0) { $0 + pow(observed[$1] - mean, 2) }
      #expect(abs(record.explainedVariance[series] - (1 - residual / total)) < 1e-5)
    }
    let report = try Evaluation.run(
      checkpoint: fixture.path("run", ""), data: nil, split: nil, communicator: fixture.communicator)
    #expect(report.text.contains("left out"))
    for times in [nil, PredictionTimes(start: -0.5, stop: 1, count: 4)] {
      let text = try Prediction.run(
        checkpoint: fixture.path("run", ""), output: fixture.path("run", "p.h5"), data: nil, times: times,
        communicator: fixture.communicator)
      #expect(text.contains("1 samples could not be solved"))
    }
  }

  @Test("The counts of ranks add up, whoever solves what")
  func ranks() throws {
    let fixture = try fixture()
    let job = job(fixture, .drop)
    var seen: [(Double, Double, Int, Int)] = []
    for ranks in [1, 3] {
      let setup = try TrainingSetup<Double>(job, fixture.communicator)
      let model = try setup.plan.model(samples: 4, observations: setup.itemLength, withGradient: true)
      let runner = StepRunner(model: model, feed: setup.feed, training: job.training, steps: 3)
      var sampler = setup.sampler(at: .start)
      let groups = SolveGroups(sampler.next(), size: 4)
      let total = Reduction<Double>(parameters: setup.state.layout.count, sums: 1, ranks: ranks)
      for rank in 0..<ranks {
        let part = Reduction<Double>(parameters: setup.state.layout.count, sums: 1, ranks: ranks)
        var times = PhaseTimes()
        for group in groups where group.index % ranks == rank {
          #expect(runner.accumulate(group, state: setup.state, into: part, times: &times) == nil)
        }
        for index in total.values.indices { total.values[index] &+= part.values[index] }
      }
      #expect(total[.entries] == 11 * TrainingFixture.times * 2)
      let record = try runner.update(setup.state, along: total)
      seen.append((record.loss, record.gradientNorm, record.dropped, record.nfeForward))
    }
    #expect(seen[0] == seen[1] && seen[0].2 == 1)
  }

  @Test("Without the policy the run ends with the sample's address and the cause")
  func failed() throws {
    let fixture = try fixture()
    let error = #expect(throws: PathlineError.self) { try fixture.train(job(fixture, .fail)) }
    #expect(error?.kind == .numerical && error?.description.contains("sample 5,") == true)
    #expect(error?.description.contains("solver.") == true, "\(error?.description ?? "")")
  }

  @Test("A batch of which nothing is left ends the run")
  func nothingLeft() throws {
    let fixture = try TrainingFixture()
    var job = job(fixture, .drop)
    job.solver.maximumSteps = 1
    let error = #expect(throws: PathlineError.self) { try fixture.train(job) }
    #expect(error?.kind == .numerical && error?.description.contains("none of the 12 items") == true)
  }

  @Test("Tolerances that do not fit the state are errors of the job")
  func tolerances() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 1)
    job.solver.absoluteTolerance = .components([1e-6, 1e-6, 1e-6])
    let error = #expect(throws: PathlineError.self) { try fixture.train(job) }
    #expect(error?.kind == .job && error?.description.contains("solver.absoluteTolerance has 3 numbers") == true)
  }
}
