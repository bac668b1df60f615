import Jobs
import Kernels
import ODE
import Text

/// What a training benchmark is to do.
public struct TrainingBenchmarkRequest: Sendable {
  /// The workloads the peers' scripts export.
  public enum Workload: String, CaseIterable, Sendable {
    /// The demonstration spiral: batches of 20, a network 2-50-2.
    case w1 = "W1"
    /// The same at a size where arithmetic matters: batches of 1024, a network 2-128-128-2.
    case w1b = "W1b"

    /// The name that the scripts write into their files.
    var peerName: String {
      switch self {
      case .w1: "W1-spiral"
      case .w1b: "W1b-spiral-large"
      }
    }
  }

  /// How steps are taken.
  public enum Method: String, CaseIterable, Sendable {
    /// Dormand and Prince's pair at the file's tolerances.
    case dopri5
    /// Kutta's 3/8 rule, one step from observation to observation.
    case rk4ThreeEighths = "rk4-38"

    /// The name in the scripts.
    var peerName: String {
      switch self {
      case .dopri5: "dopri5"
      case .rk4ThreeEighths: "rk4"
      }
    }
  }

  /// Default number of measured steps.
  public static let usualIterations = 30
  /// Default number of steps before them.
  public static let usualWarmup = 3
  /// Default memory for snapshots and stages: enough for the stages and tapes of W1b, less than any peer takes.
  public static let usualMemory = ByteCount.mebibytes(256)

  /// The peers' file.
  public var file: String
  /// The workload the file must hold; nil: any.
  public var workload: Workload?
  /// How steps are taken.
  public var method = Method.dopri5
  /// How the loss is differentiated.
  public var gradient = JobGradient.Method.discrete
  /// The number type.
  public var precision = JobPrecision.float32
  /// Measured steps.
  public var iterations = usualIterations
  /// Steps before them, which train too.
  public var warmup = usualWarmup
  /// Windows solved together; nil: the batch in one equal part per rank.
  public var group: Int?
  /// Memory for snapshots and stages.
  public var memory = usualMemory

  /// A request with the defaults.
  public init(file: String) {
    self.file = file
  }

  /// The name of the gradient in the scripts.
  var peerGradient: String { gradient == .discrete ? "direct" : "adjoint" }

  /// The job that does the work of the file: what its specification says, in the words of a job file.
  func job(_ peers: PeerFile, ranks: Int) -> Job {
    let specification = peers.specification
    var training = JobTraining(length: .steps(warmup + iterations), batch: specification.batch)
    training.group = min(specification.batch, group ?? (specification.batch + ranks - 1) / ranks)
    training.optimizer.kind = .rmsprop
    training.optimizer.rate = specification.rate
    training.optimizer.alpha = 0.99
    training.optimizer.epsilon = 1e-8
    var job = Job(data: JobData(file: file), training: training, output: JobOutput(directory: ""))
    job.precision = precision
    job.model.loss = .l1
    job.field.hidden = Array(specification.sizes.dropFirst().dropLast())
    job.field.activation = .tanh
    job.field.power = 3
    job.solver.method = method.rawValue
    switch method {
    case .dopri5:
      // The peers' controller looks at the last error only.
      job.solver.controller = "i"
      job.solver.relativeTolerance = .uniform(specification.relativeTolerance)
      job.solver.absoluteTolerance = .uniform(specification.absoluteTolerance)
    case .rk4ThreeEighths:
      job.solver.step = (peers.times[peers.times.count - 1] - peers.times[0]) / Double(peers.times.count - 1)
    }
    job.gradient.method = gradient
    job.gradient.memory = memory
    return job
  }
}
