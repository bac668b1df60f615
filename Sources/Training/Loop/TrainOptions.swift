/// What the command line adds to a job.
public struct TrainOptions: Sendable, Equatable {
  /// The run directory, instead of the job's; default nil.
  public var output: String?
  /// Continue the run that was begun in the directory; default false.
  public var resume = false
  /// Remove the run that the directory holds and start again; default false.
  public var overwrite = false
  /// Read and check everything, say what a run would do, and write nothing; default false.
  public var dryRun = false
  /// Say nothing while running; default false.
  public var quiet = false

  /// The defaults.
  public init() {}
}
