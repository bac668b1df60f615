import Foundation
import Host
import Jobs
import Kernels
import Messaging
import Storage
import Testing
import Text
import TrainingSupport

@testable import Training

/// Evaluations, trajectories and predictions, checked against each other and against the definitions.
@Suite struct EvaluationTests {
  /// A trained model with trajectories, in single precision and with scaled data.
  private func trained(_ fixture: TrainingFixture, _ change: (inout Job) -> Void = { _ in }) throws -> Job {
    var job = fixture.job(steps: 8)
    job.precision = .float32
    job.data.scale = [2, 0.5]
    job.output.trajectories = true
    change(&job)
    try fixture.train(job)
    return job
  }

  private func array(_ path: String, _ name: String) throws -> (shape: [Int], values: [Double]) {
    let dataset = try HDF5File.open(path).dataset(name)
    return (dataset.shape, try dataset.readConverting(Double.self))
  }

  @Test("Metrics are what their definitions give on the written trajectories")
  func definitions() throws {
    let fixture = try TrainingFixture()
    let job = try trained(fixture)
    let record = try #require(try fixture.records("run").evaluations.last)
    #expect(record.step == 8 && record.split == "validation")
    let file = fixture.path("run", "trajectories.h5")
    let predicted = try array(file, "/predicted")
    let observed = try array(file, "/observed")
    #expect(predicted.shape == [3, TrainingFixture.times, 2] && observed.shape == predicted.shape)
    let samples = try HDF5File.open(file).dataset("/sample").read(Int64.self)
    #expect(samples.map(Int.init) == SampleSplit(samples: 12, fraction: 0.25, seed: 7).validation)
    #expect(try array(file, "/time").values == (0..<TrainingFixture.times).map { TrainingFixture.time($0) })
    // The data as they are, and the first prediction the first observation.
    for (row, sample) in samples.enumerated() {
      for step in 0..<TrainingFixture.times {
        let exact = TrainingFixture.exact(sample: Int(sample), time: TrainingFixture.time(step))
        for series in 0..<2 {
          let place = (row * TrainingFixture.times + step) * 2 + series
          #expect(observed.values[place] == Double(Float(exact[series])))
          if step == 0 { #expect(abs(predicted.values[place] - observed.values[place]) < 1e-7) }
        }
      }
    }
    try checkDefinitions(record, job, predicted.values, observed.values)
  }

  @Test("Missing values and short series count in no metric")
  func gaps() throws {
    var mask = [UInt8](repeating: 1, count: TrainingFixture.samples * TrainingFixture.times * 2)
    for place in mask.indices where place % 7 == 3 && place % (TrainingFixture.times * 2) > 1 { mask[place] = 0 }
    let fixture = try TrainingFixture(mask: mask, lengths: (0..<TrainingFixture.samples).map { 8 + $0 % 9 })
    let job = try trained(fixture)
    let record = try #require(try fixture.records("run").evaluations.last)
    let file = fixture.path("run", "trajectories.h5")
    let observed = try array(file, "/observed").values
    let samples = SampleSplit(samples: 12, fraction: 0.25, seed: 7).validation
    for (row, sample) in samples.enumerated() {
      for place in 0..<TrainingFixture.times * 2 {
        let isThere = place / 2 < 8 + sample % 9 && mask[sample * TrainingFixture.times * 2 + place] == 1
        #expect(observed[row * TrainingFixture.times * 2 + place].isNaN != isThere)
      }
    }
    try checkDefinitions(record, job, try array(file, "/predicted").values, observed)
  }

  /// Compares a record with the sums over the entries that are observed.
  private func checkDefinitions(
    _ record: EvaluationRecord, _ job: Job, _ predicted: [Double], _ observed: [Double]
  ) throws {
    let scale = try #require(job.data.scale)
    let places = observed.indices.filter { !observed[$0].isNaN }
    let residuals = places.map { (predicted[$0] - observed[$0]) / scale[$0 % 2] }
    let count = Double(residuals.count)
    let meanSquare = residuals.reduce(0) { $0 + $1 * $1 } / count
    #expect(abs(record.loss / meanSquare - 1) < 1e-5)
    #expect(abs(record.rootMeanSquareError / meanSquare.squareRoot() - 1) < 1e-5)
    #expect(abs(record.meanAbsoluteError / (residuals.reduce(0) { $0 + abs($1) } / count) - 1) < 1e-5)
    for series in 0..<2 {
      let own = places.filter { $0 % 2 == series }
      let mean = own.reduce(0) { $0 + observed[$1] } / Double(own.count)
      let variation = own.reduce(0) { $0 + (observed[$1] - mean) * (observed[$1] - mean) }
      let error = own.reduce(0) { $0 + (predicted[$1] - observed[$1]) * (predicted[$1] - observed[$1]) }
      #expect(abs(record.explainedVariance[series] - (1 - error / variation)) < 1e-5)
    }
  }

  @Test("Evaluating the final checkpoint repeats the run's last evaluation, and other splits differ")
  func repeats() throws {
    let fixture = try TrainingFixture()
    _ = try trained(fixture)
    let record = try #require(try fixture.records("run").evaluations.last)
    func evaluate(_ split: SplitName?, data: String? = nil) throws -> EvaluationRecord {
      let report = try Evaluation.run(
        checkpoint: fixture.checkpoint("run", 8), data: data, split: split, communicator: fixture.communicator)
      #expect(report.text.contains("explained variance, x"))
      let value = try JSON5Parser.parse(report.json.utf8, source: "report")
      var record = try #require(value["evaluation"].flatMap { EvaluationRecord(json: $0) })
      record.seconds = 0
      return record
    }
    var again = try evaluate(nil)
    again.isBest = record.isBest
    #expect(again == record)
    #expect(try evaluate(.training).samples == 9)
    #expect(try evaluate(.all).samples == 12)
    #expect(try evaluate(nil, data: fixture.data).split == "all")
  }

  @Test("Predictions at the data's own times are the trajectories, and between them the solution")
  func predictions() throws {
    let fixture = try TrainingFixture()
    _ = try trained(fixture) { $0.data.validation = 0 }
    let checkpoint = fixture.checkpoint("run", 8)
    let (own, grid, backward) = (
      fixture.path("run", "own.h5"), fixture.path("run", "grid.h5"), fixture.path("run", "b.h5")
    )
    let said = try Prediction.run(
      checkpoint: checkpoint, output: own, data: nil, times: nil, communicator: fixture.communicator)
    #expect(said.contains("12 samples at 16 times"))
    #expect(try array(own, "/predicted").values == array(fixture.path("run", "trajectories.h5"), "/predicted").values)
    // 31 times: every second one is a time of the data.
    let times = PredictionTimes(start: 0, stop: 1.5, count: 31)
    _ = try Prediction.run(
      checkpoint: checkpoint, output: grid, data: nil, times: times, communicator: fixture.communicator)
    let fine = try array(grid, "/predicted")
    let coarse = try array(own, "/predicted")
    #expect(fine.shape == [12, 31, 2])
    for sample in 0..<12 {
      for step in 0..<16 {
        for series in 0..<2 {
          let a = fine.values[(sample * 31 + 2 * step) * 2 + series]
          let b = coarse.values[(sample * 16 + step) * 2 + series]
          #expect(abs(a - b) < 1e-4)
        }
      }
    }
    // A start beyond the first observation is solved to, but the first observation is not written.
    let late = PredictionTimes(start: 0.5, stop: 1.5, count: 11)
    _ = try Prediction.run(
      checkpoint: checkpoint, output: grid, data: nil, times: late, communicator: fixture.communicator)
    let rest = try array(grid, "/predicted")
    for sample in 0..<12 {
      #expect(abs(rest.values[sample * 22] - coarse.values[(sample * 16 + 5) * 2]) < 1e-4)
    }
    // Backward from the start is a solve like any other.
    let past = PredictionTimes(start: 0, stop: -0.3, count: 4)
    _ = try Prediction.run(
      checkpoint: checkpoint, output: backward, data: nil, times: past, communicator: fixture.communicator)
    let backwardTimes = try array(backward, "/time").values
    #expect(zip(backwardTimes, [0, -0.1, -0.2, -0.3]).allSatisfy { abs($0 - $1) < 1e-15 })
    // Times on both sides of the start: the first observation itself between two solves.
    let around = PredictionTimes(start: -1, stop: 1, count: 3)
    _ = try Prediction.run(
      checkpoint: checkpoint, output: grid, data: nil, times: around, communicator: fixture.communicator)
    let both = try array(grid, "/predicted").values
    for sample in 0..<12 {
      for series in 0..<2 {
        #expect(both[(sample * 3 + 1) * 2 + series] == coarse.values[sample * 32 + series])
        #expect(abs(both[(sample * 3 + 2) * 2 + series] - coarse.values[(sample * 16 + 10) * 2 + series]) < 1e-4)
      }
    }
  }

  @Test("An evaluation that cannot be solved is recorded as worthless and does not end the run")
  func failingEvaluation() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 4)
    // Whole series need more steps than windows of two observations.
    job.data.window?.length = 2
    job.solver.maximumSteps = 2
    job.evaluation.everySteps = 2
    job.output.trajectories = true
    let outcome = try fixture.train(job)
    #expect(outcome.status == .finished)
    let evaluations = try fixture.records("run").evaluations
    #expect(evaluations.map(\.step) == [2, 4])
    #expect(evaluations.allSatisfy { $0.loss.isNaN && !$0.isBest && $0.explainedVariance.isEmpty })
    #expect(!FileManager.default.fileExists(atPath: fixture.path("run", "trajectories.h5")))
    #expect(!FileManager.default.fileExists(atPath: fixture.path("run", "checkpoints/best.h5")))
  }

  @Test("Windows start where every series has a value, and missing values count nowhere")
  func missingValues() throws {
    var mask = [UInt8](repeating: 1, count: TrainingFixture.samples * TrainingFixture.times * 2)
    // In every sample, y is missing at steps 3, 4 and 9.
    for sample in 0..<TrainingFixture.samples {
      for step in [3, 4, 9] { mask[(sample * TrainingFixture.times + step) * 2 + 1] = 0 }
    }
    let fixture = try TrainingFixture(mask: mask)
    var job = fixture.job(steps: 6)
    job.data.window?.perSample = 30
    let setup = try TrainingSetup<Double>(job, fixture.communicator)
    var sampler = setup.sampler(at: .start)
    var starts = Set<Int>()
    for _ in 0..<sampler.batchesPerEpoch {
      for item in sampler.next() { starts.insert(try setup.file.completeStep(item.start, of: item.sample)) }
    }
    #expect(starts == [0, 1, 2, 5, 6, 7, 8, 10])
    try fixture.train(job)
    let record = try #require(try fixture.records("run").evaluations.last)
    #expect(record.samples == 3 && record.loss.isFinite)
    // A sample whose every start is in a gap is named.
    for step in 0..<TrainingFixture.times { mask[(5 * TrainingFixture.times + step) * 2] = 0 }
    let broken = try TrainingFixture(mask: mask)
    var all = broken.job(steps: 1)
    all.data.validation = 0
    let error = #expect(throws: PathlineError.self) { try broken.train(all) }
    #expect(error?.exitCode == .badData && error?.description.contains("sample 5") == true)
  }
}
