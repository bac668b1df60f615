import Host
import Jobs
import Messaging
import Training

/// Reads and checks a job and its data without training.
public enum JobCheck {
  /// Does all that training does before its first step but for the run directory; a collective call of the main thread.
  ///
  /// - Parameters:
  ///   - job: the job.
  ///   - withGradient: whether its gradient is certified too.
  ///   - communicator: the ranks that share the work.
  /// - Returns: What the run is going to do, in words, and the check on rank 0 if it is wanted, nil elsewhere.
  /// - Throws: ``Host/PathlineError``; all kinds but `ranks` are thrown on all ranks together.
  public static func run(
    _ job: Job, withGradient: Bool, communicator: Communicator
  ) throws(PathlineError) -> (plan: String, check: GradientCheck?) {
    switch job.precision {
    case .float32: try run(job, withGradient, communicator, Float.self)
    case .float64: try run(job, withGradient, communicator, Double.self)
    }
  }

  private static func run<Scalar: TrainingScalar>(
    _ job: Job, _ withGradient: Bool, _ communicator: Communicator, _ type: Scalar.Type
  ) throws(PathlineError) -> (plan: String, check: GradientCheck?) {
    let console = Console(rank: communicator.rank, quiet: false)
    let setup = try TrainingSetup<Scalar>(job, communicator, console: console)
    let plan = try Trainer.plan(setup, console)
    return (plan, withGradient ? try GradientCheck.make(setup) : nil)
  }
}
