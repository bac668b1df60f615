import Jobs
import Kernels
import Messaging
import Models
import Networks
import ODE
import Storage
import Text

/// What a run is going to do, in words: for the start of a run and for dry runs.
struct RunPlan {
  /// The lines: data, model, gradient, steps, shares of the ranks, files.
  let text: String

  /// Describes a run.
  init<Scalar: TrainingScalar>(_ setup: TrainingSetup<Scalar>, _ gradient: GradientBudget) {
    let job = setup.job
    let file = setup.file
    let sampler = setup.sampler(at: .start)
    let groups = (min(job.training.batch, sampler.itemCount) + job.training.group - 1) / job.training.group
    let ranks = setup.communicator.size
    let count = setup.state.layout.count
    let buffers = 2 + setup.state.optimizer.names.count
    let bytes = count * buffers * MemoryLayout<Scalar>.stride
    let batch = min(job.training.batch, sampler.itemCount)
    let share = (groups + ranks - 1) / ranks
    var lines = [
      """
      data: \(file.path), \(file.sampleCount) samples of up to \(file.timeCount) times and \(file.seriesCount) series; \
      \(setup.split.training.count) for training, \(setup.split.validation.count) for validation
      """,
      """
      model: \(count) parameters in \(Scalar.typeName), a state of \(setup.plan.field.stateCount) components, items of \
      up to \(setup.itemLength) observations
      """,
      "gradient: \(job.gradient.method.rawValue)\(Self.memory(gradient, job))",
      """
      training: \(setup.steps) steps, \(sampler.batchesPerEpoch) an epoch; a batch of \(batch) is cut into \(groups) \
      groups of \(job.training.group), at most \(share) on each of \(ranks) ranks
      """,
      "output: \(job.output.directory), checkpoints of about \(ByteCount(bytes: bytes))",
    ]
    if let starts = setup.windowStarts {
      lines.insert(
        """
        windows: start only where every series is observed, at \(starts.usable) of the \(starts.fitting) observations \
        they would fit from; every sample has such a start
        """, at: 1)
    }
    for (index, event) in job.model.events.enumerated() {
      lines.insert(
        "event \(index): \(event.words(job.componentNames(file)))", at: lines.count - 3)
    }
    if ranks > groups {
      lines.append(
        "note: \(ranks - groups) ranks have no work; make training.group smaller, training.batch larger, or use fewer "
          + "ranks"
      )
    }
    text = lines.joined(separator: "\n")
  }

  /// What the byte budget allows a solve, and what the longest one would cost besides.
  private static func memory(_ plan: GradientBudget, _ job: Job) -> String {
    let budget = " within \(job.gradient.memory) a rank"
    guard plan.snapshots > 0 || plan.takesStepsBack else { return ", nothing kept of a solve's steps" }
    let most = job.solver.maximumSteps
    let kept = budget + ": a solve keeps its latest \(plan.wholeSteps) steps whole, "
    guard plan.snapshots < most else { return kept + "the states of all others, and replays none" }
    if plan.takesStepsBack { return budget + back(plan) }
    let alternative =
      SolveOptions(job.solver).method.isReversible ? "; gradient.method \"reversible\" would replay none" : ""
    return kept + """
      the states of all others up to \(plan.snapshots) steps; one of \(most) steps would keep one state in \
      \(plan.spacing(steps: most)) and replay \(plan.replays(steps: most)) steps\(alternative)
      """
  }

  /// What the byte budget allows solves whose steps may be taken back.
  private static func back(_ plan: GradientBudget) -> String {
    let journal = "\(ByteCount(bytes: plan.journalBytes).rounded) for their times and the ends of segments"
    guard plan.snapshots > 0 else { return ": the steps of a solve are taken back, with \(journal); none is replayed" }
    return """
      : a solve of up to \(plan.snapshots) steps keeps its latest \(plan.wholeSteps) whole, the states of all others, \
      and has the gradient of "discrete" to the bit; the steps of a longer one are taken back, with \(journal); none \
      is replayed
      """
  }
}
