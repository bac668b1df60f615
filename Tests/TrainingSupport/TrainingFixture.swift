import Foundation
import Jobs
import Messaging
import ODE
import Storage
import Training

/// A directory of its own for one test, with a small data set: damped rotations from different starts.
package final class TrainingFixture {
  package let directory: URL
  package var data: String { directory.appending(path: "spiral.h5").path() }
  package let communicator: Communicator

  package static let samples = 12
  package static let times = 16

  /// The exact solution of `y' = [[-0.1, 2], [-2, -0.1]] y` from a start on the unit circle.
  package static func exact(sample: Int, time: Double) -> [Double] {
    let phase = 2 * Double.pi * Double(sample) / Double(samples)
    let decay = exp(-0.1 * time)
    return [decay * cos(phase - 2 * time), decay * sin(phase - 2 * time)]
  }

  package static func time(_ step: Int) -> Double { 0.1 * Double(step) }

  package init(mask: [UInt8]? = nil, lengths: [Int]? = nil, corrupt: (index: Int, value: Float)? = nil) throws {
    directory = URL(filePath: NSTemporaryDirectory()).appending(path: "pathline-training-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    communicator = try Communicator.start()
    var values: [Float] = []
    for sample in 0..<Self.samples {
      for step in 0..<Self.times { values += Self.exact(sample: sample, time: Self.time(step)).map { Float($0) } }
    }
    if let corrupt { values[corrupt.index] = corrupt.value }
    var writer = SeriesFileWriter(
      values: values, sampleCount: Self.samples, timeCount: Self.times, seriesCount: 2,
      times: .shared((0..<Self.times).map { Self.time($0) }))
    writer.mask = mask
    writer.lengths = lengths
    writer.names = ["x", "y"]
    try writer.publish(to: directory.appending(path: "spiral.h5").path())
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// A small job: 2-8-2 network, windows of 6, batches of 8 in groups of 3, checkpoints after every step.
  package func job(steps: Int, run: String = "run") -> Job {
    var training = JobTraining(length: .steps(steps), batch: 8)
    training.group = 3
    training.optimizer.rate = 0.02
    var job = Job(
      data: JobData(file: data), training: training,
      output: JobOutput(directory: directory.appending(path: run).path()))
    job.precision = .float64
    job.seed = 7
    var window = JobWindow(length: 6)
    window.perSample = 2
    job.data.window = window
    job.data.validation = 0.25
    job.field.hidden = [8]
    job.model.loss = .l2
    job.solver.relativeTolerance = 1e-5
    job.solver.absoluteTolerance = 1e-6
    job.evaluation.everySteps = 4
    job.checkpoint.everySteps = 1
    job.checkpoint.keep = 100
    return job
  }

  /// Trains without a word.
  @discardableResult
  package func train(
    _ job: Job, resume: Bool = false, overwrite: Bool = false, stopping: @escaping () -> Bool = { false }
  ) throws -> RunOutcome {
    var options = TrainOptions()
    options.quiet = true
    options.resume = resume
    options.overwrite = overwrite
    return try Trainer.run(job, options: options, communicator: communicator, isAskedToStop: stopping)
  }

  package func path(_ run: String, _ file: String) -> String {
    directory.appending(path: run).appending(path: file).path()
  }

  package func bytes(_ run: String, _ file: String) throws -> Data {
    try Data(contentsOf: URL(filePath: path(run, file)))
  }

  /// Every file of a run.
  package func files(_ run: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path(run, "")) {
      // Directories have no contents.
      if let content = FileManager.default.contents(atPath: path(run, name)) { files[name] = content }
    }
    return files
  }

  package func checkpoint(_ run: String, _ step: Int) -> String { path(run, "checkpoints/" + RunDirectory.name(step)) }

  package func checkpointBytes(_ run: String, _ step: Int) throws -> Data {
    try Data(contentsOf: URL(filePath: checkpoint(run, step)))
  }
}
