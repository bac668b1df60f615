/// Everything a training run is told: the typed content of a job file, every default filled in.
///
/// The numbers of a run depend on its job, its data and nothing else. Each property is a key of the job file;
/// `docs/job-reference.md` lists them all with default, range and unit.
public struct Job: Equatable, Sendable {
  /// A name for people, copied to the output files; nil: none.
  public var title: String?
  /// The number type of states and parameters.
  public var precision = JobPrecision.float32
  /// The key of every random number of the run; below 2^63.
  public var seed: UInt64 = 0
  /// Where the series come from and how they are cut.
  public var data: JobData
  /// What is fitted, and what a residual costs.
  public var model = JobModel()
  /// The network that is the vector field.
  public var field = JobField()
  /// How initial value problems are solved.
  public var solver = JobSolver()
  /// How the loss is differentiated.
  public var gradient = JobGradient()
  /// Length, batch and optimiser of the run.
  public var training: JobTraining
  /// When the model is judged on whole series.
  public var evaluation = JobEvaluation()
  /// When a run without progress ends; nil: never.
  public var earlyStop: JobEarlyStop?
  /// When the state of the run is saved.
  public var checkpoint = JobCheckpoint()
  /// Where results go.
  public var output: JobOutput

  /// A job with the defaults of the job file for all that is not given.
  public init(data: JobData, training: JobTraining, output: JobOutput) {
    self.data = data
    self.training = training
    self.output = output
  }
}
