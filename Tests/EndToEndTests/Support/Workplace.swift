import Foundation
import TestSupport
import Testing

/// A directory with a data set and a job, in which a test runs the program.
///
/// The job is small but has all that makes a run hard to repeat: samples of different length with gaps, an epoch that
/// is no whole number of batches, groups that are no whole number of ranks' shares, and samples held out.
final class Workplace {
  let scratch = Scratch()

  var path: String { scratch.path }

  /// The job, which single tests change with `--set`.
  static let job = """
    {
      title: "End to end", precision: "float64", seed: 7,
      data: { file: "data.h5", validation: 0.25 },
      field: { hidden: [6] },
      solver: { relativeTolerance: 1e-5, absoluteTolerance: 1e-7 },
      training: { steps: 50, batch: 8, group: 2, optimizer: { rate: 1e-2 }, clip: 10 },
      evaluation: { everySteps: 15 },
      checkpoint: { everySteps: 20 },
      output: { trajectories: true },
    }
    """

  /// Makes the directory with `data.h5` and `job.json5`.
  init() throws {
    try Pathline.succeed(
      ["data", "lotka-volterra", "--samples", "14", "--observations", "10", "--output", "data.h5"], in: path)
    scratch.write(Self.job.utf8, "job.json5")
  }

  /// The command line that trains the job.
  func training(_ output: String, _ overrides: [String] = [], _ flags: [String] = []) -> [String] {
    ["train", "job.json5", "--output", output] + overrides.flatMap { ["--set", $0] } + flags
  }

  /// Trains to the end.
  func train(
    _ output: String, _ overrides: [String] = [], _ flags: [String] = [], ranks: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try Pathline.succeed(
      training(output, overrides, flags), ranks: ranks, in: path, sourceLocation: sourceLocation)
  }

  /// Starts training.
  func start(
    _ output: String, _ overrides: [String] = [], _ flags: [String] = [], ranks: Int? = nil
  ) throws -> ProgramRun {
    try Pathline.start(training(output, overrides, flags), ranks: ranks, in: path)
  }

  /// What a run directory holds.
  func run(_ output: String) -> RunContents { RunContents(scratch.file(output)) }

  /// How many steps a run has recorded so far.
  func stepsDone(_ output: String) -> Int {
    FileManager.default.contents(atPath: scratch.file(output + "/metrics.jsonl")).map { data in
      data.count { $0 == UInt8(ascii: "\n") }
    } ?? 0
  }

  /// Waits until a run has recorded more steps than a number; false when that takes too long.
  func wait(for output: String, toPass steps: Int) -> Bool {
    ProcessTable.wait(60) { stepsDone(output) > steps }
  }
}
