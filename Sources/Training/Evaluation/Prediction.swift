import Host
import Jobs
import Kernels
import Messaging
import Models
import Storage

/// Writes what a checkpoint predicts.
public enum Prediction {
  /// Solves every sample from its first observation and writes the solutions; a collective call of the main thread.
  ///
  /// - Parameters:
  ///   - checkpoint: the path of a checkpoint, of best parameters, or of a run directory for its newest checkpoint.
  ///   - output: the HDF5 file to write, atomically.
  ///   - data: another data set than the one trained on; nil for that one. Its first observations are the initial
  ///     states.
  ///   - times: when to predict; nil for the times of the data, with the observed series beside the predicted ones.
  ///   - communicator: the ranks that share the work.
  /// - Returns: A line that says what was written; empty on all ranks but 0.
  /// - Throws: ``Host/PathlineError``; all kinds but `ranks` are thrown on all ranks together.
  public static func run(
    checkpoint: String, output: String, data: String?, times: PredictionTimes?, communicator: Communicator
  ) throws(PathlineError) -> String {
    let opened = try OpenedCheckpoint(checkpoint, communicator)
    return switch opened.job.precision {
    case .float32: try run(opened, output, data, times, communicator, Float.self)
    case .float64: try run(opened, output, data, times, communicator, Double.self)
    }
  }

  private static func run<Scalar: TrainingScalar>(
    _ opened: OpenedCheckpoint, _ output: String, _ data: String?, _ times: PredictionTimes?,
    _ communicator: Communicator, _ type: Scalar.Type
  ) throws(PathlineError) -> String {
    let use = try CheckpointUse<Scalar>(opened, data: data, times: times?.count, collects: true, communicator)
    let samples = Array(0..<use.file.sampleCount)
    let book = PredictionBuffer<Scalar>(
      samples: samples, times: times?.count ?? use.file.timeCount, divisors: use.feed.divisors,
      hasEvents: !use.job.model.events.isEmpty, collects: communicator.rank == 0)
    let dropped: Int
    if let times {
      let pass = try PredictionPass(use, times: times.values, communicator)
      dropped = try pass.run(use.state.parameters, into: book)
    } else {
      let evaluator = try Evaluator(
        samples: samples, split: .all, group: use.job.training.group, plan: use.plan, feed: use.feed,
        variation: nil, communicator: communicator)
      dropped = try evaluator.evaluate(use.state.parameters, step: use.step, collecting: book).dropped
    }
    let written = try Collective.onRankZero(communicator) { () throws(PathlineError) in
      let file = TrajectoryFile(split: .all, step: use.step, job: use.job, data: use.file)
      if let times {
        try file.write(book, of: samples, at: times.values, names: use.file.seriesNames, to: output)
      } else {
        try file.write(book, of: samples, feed: use.feed, to: output)
      }
      let count = times?.count ?? use.file.timeCount
      return "wrote \(output): \(samples.count) samples at \(count) times, \(use.file.seriesCount) series"
        + (book.events.map { ", \($0.count) events" } ?? "")
        + (dropped > 0 ? "; \(dropped) samples could not be solved and are left out as NaN" : "")
    }
    return written ?? ""
  }
}
