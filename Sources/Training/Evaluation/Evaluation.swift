import Host
import Jobs
import Messaging
import Storage

/// Judges a checkpoint on whole series.
public enum Evaluation {
  /// Solves series from their first observations and compares; a collective call of the main thread.
  ///
  /// - Parameters:
  ///   - checkpoint: the path of a checkpoint, of best parameters, or of a run directory for its newest checkpoint.
  ///   - data: another data set than the one trained on; nil for that one.
  ///   - split: which samples; nil for those the run evaluated, or all of another data set.
  ///   - communicator: the ranks that share the work.
  /// - Returns: The findings, the same on all ranks.
  /// - Throws: ``Host/PathlineError``; all kinds but `ranks` are thrown on all ranks together.
  public static func run(
    checkpoint: String, data: String?, split: SplitName?, communicator: Communicator
  ) throws(PathlineError) -> EvaluationReport {
    let opened = try OpenedCheckpoint(checkpoint, communicator)
    return switch opened.job.precision {
    case .float32: try run(opened, data, split, communicator, Float.self)
    case .float64: try run(opened, data, split, communicator, Double.self)
    }
  }

  private static func run<Scalar: TrainingScalar>(
    _ opened: OpenedCheckpoint, _ data: String?, _ split: SplitName?, _ communicator: Communicator,
    _ type: Scalar.Type
  ) throws(PathlineError) -> EvaluationReport {
    let use = try CheckpointUse<Scalar>(opened, data: data, communicator)
    let (name, samples) = use.samples(split: split, otherData: data != nil)
    guard !samples.isEmpty else {
      throw PathlineError(.job, "\(opened.path): the split \(name.rawValue) has no samples; choose another --split.")
    }
    let variation = try SeriesVariation.measure(
      samples, use.feed, communicator, Console(rank: communicator.rank, quiet: false))
    let evaluator = try Evaluator(
      samples: samples, split: name, group: use.job.training.group, plan: use.plan, feed: use.feed,
      variation: variation, communicator: communicator)
    let record = try evaluator.evaluate(use.state.parameters, step: use.step, collecting: nil)
    return EvaluationReport(
      record, checkpoint: opened.path, data: use.job.data.file, seriesNames: use.file.seriesNames)
  }
}
