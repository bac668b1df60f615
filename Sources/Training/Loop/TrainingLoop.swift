import Host
import Jobs
import Kernels
import Messaging
import Models
import Networks
import ODE
import Storage
import Text

/// Trains: steps, evaluations and checkpoints until the job is done, progress ends or a signal asks to stop.
///
/// All ranks go through the same calls; what only one of them knows (a failure, a signal, the time) travels in the
/// reduction of the next step, so that all decide alike.
final class TrainingLoop<Scalar: TrainingScalar> {
  private let setup: TrainingSetup<Scalar>
  private let console: Console
  private let isAskedToStop: () -> Bool
  private let state: RunState<Scalar>
  private let batchStep: BatchStep<Scalar>
  private let evaluator: Evaluator<Scalar>
  /// How much the evaluated series vary; gets its means from the reading of all data before the first step.
  let variation: SeriesVariation<Scalar>
  /// Nil on all ranks but 0.
  private var recorder: RunRecorder<Scalar>?

  private var sampler: BatchSampler
  private var progress: ProgressLine
  private var times = PhaseTimes()
  private var totals = PhaseTimes()
  private var savedStep = 0
  private var savedTime = Stopwatch.now()
  private var stops = false
  private var wantsCheckpoint = false
  /// What rank 0 could not write since the last step; becomes everyone's failure in the next one.
  private var pending: Failure?

  /// Plans the memory of a run; a collective call.
  init(
    _ setup: TrainingSetup<Scalar>, console: Console, assignment: any Assignment = RoundRobin(),
    isAskedToStop: @escaping () -> Bool
  ) throws(PathlineError) {
    self.setup = setup
    self.isAskedToStop = isAskedToStop
    self.console = console
    let job = setup.job
    state = setup.state
    let model = try Collective.onEveryRank(setup.communicator) { () throws(PathlineError) in
      try setup.plan.model(samples: job.training.group, observations: setup.itemLength, withGradient: true)
    }
    batchStep = BatchStep(
      runner: StepRunner(model: model, feed: setup.feed, training: job.training, steps: setup.steps),
      reduction: Reduction(
        parameters: state.layout.count, sums: StepRunner<Scalar>.sums, ranks: setup.communicator.size),
      assignment: assignment, communicator: setup.communicator)
    variation = SeriesVariation(setup.feed, ranks: setup.communicator.size)
    evaluator = try Evaluator(
      samples: setup.split.samples(setup.split.evaluated), split: setup.split.evaluated, group: job.training.group,
      plan: setup.plan, feed: setup.feed, variation: variation, communicator: setup.communicator)
    sampler = setup.sampler(at: state.position)
    progress = ProgressLine(console, from: state.step, to: setup.steps)
  }

  /// How the byte budget of the gradient is spent.
  var gradientPlan: GradientBudget { batchStep.runner.gradientPlan }

  /// Makes sure that the byte budget is enough where that depends on how many steps solves take; a collective call.
  ///
  /// Where steps may be taken back their times are written down, so the group that is likely to take most is solved
  /// once. With adaptive steps other groups, and solves that get longer in training, may outgrow the budget
  /// nevertheless.
  /// - Throws: A `.job` error with the least budget.
  func requireRoom() throws(PathlineError) {
    guard gradientPlan.takesStepsBack else { return }
    try Collective.onRankZero(setup.communicator) { () throws(PathlineError) in
      try batchStep.runner.requireRoom(setup.longestItems, state.parameters)
    }
  }

  /// Runs from the present state of the set-up to the end; a collective call.
  ///
  /// - Parameter recorder: writes the run; nil on all ranks but 0.
  func run(_ recorder: RunRecorder<Scalar>?) throws(PathlineError) -> RunOutcome {
    let start = (time: Stopwatch.now(), step: state.step)
    self.recorder = recorder
    sampler = setup.sampler(at: state.position)
    savedStep = state.step
    savedTime = start.time
    progress = ProgressLine(console, from: state.step, to: setup.steps)
    let status: RunOutcome.Status
    do throws(PathlineError) {
      status = try train()
      if state.step > savedStep { try save() }
    } catch {
      // Where ranks are lost, the others wait for nobody.
      if error.kind != .ranks { recorder?.abandon() }
      throw error
    }
    if status != .interrupted { try evaluateAtTheEnd() }
    // A run that was stopped before its first step leaves all as it was.
    let hasWritten = status != .interrupted || state.step > start.step
    if hasWritten { try onRankZero { recorder throws(PathlineError) in try recorder.finish(self.state) } }
    totals.merge(times)
    let summary = recorder.map {
      RunSummary(
        setup: setup.job, steps: setup.steps, ranks: setup.communicator.size, status: status, step: state.step,
        hasWritten: hasWritten, digest: $0.digest, directory: $0.directory, totals: totals,
        peakBytes: batchStep.runner.peakBytes, seconds: Double(Stopwatch.now() - start.time) * 1e-9
      ).text
    }
    return RunOutcome(status: status, step: state.step, summary: summary ?? "")
  }

  private func train() throws(PathlineError) -> RunOutcome.Status {
    let job = setup.job
    stops = try isAnyRankAskedToStop()
    while true {
      if !stops && isEvaluationDue { try evaluate() }
      if let stop = job.earlyStop, state.progress.stale >= stop.patience { return .stoppedEarly }
      if state.step >= setup.steps { return .finished }
      if stops { return .interrupted }
      if isCheckpointDue { try save() }
      try step()
    }
  }

  /// Whether a signal came before the first step; a collective call.
  private func isAnyRankAskedToStop() throws(PathlineError) -> Bool {
    var asked: [Int64] = [isAskedToStop() ? 1 : 0]
    try messaging { () throws(MessagingError) in
      try asked.withUnsafeMutableBufferPointer { buffer throws(MessagingError) in
        try setup.communicator.sum(buffer)
      }
    }
    return asked[0] > 0
  }

  // MARK: Steps

  private func step() throws(PathlineError) {
    let epoch = sampler.position.epoch
    let groups = SolveGroups(sampler.next(), size: setup.job.training.group)
    var record = try batchStep.take(
      groups, state,
      wishes: .init(failure: pending, stop: isAskedToStop(), checkpoint: isTimeForCheckpoint), times: &times)
    stops = batchStep.reduction[.stops] > 0
    wantsCheckpoint = batchStep.reduction[.checkpoints] > 0
    state.position = sampler.position
    record.epoch = epoch
    record.groups = groups.count
    record.times = times
    totals.merge(times)
    times.reset()
    note { recorder throws(PathlineError) in try recorder.record(record, self.state) }
    progress.note(record)
  }

  /// Lets rank 0 write a record; a failure waits for the next message to all ranks.
  private func note(_ write: (RunRecorder<Scalar>) throws(PathlineError) -> Void) {
    guard let recorder, pending == nil else { return }
    do throws(PathlineError) {
      try write(recorder)
    } catch {
      pending = Failure(error)
    }
  }

  // MARK: Evaluations

  private var isEvaluationDue: Bool {
    let interval = setup.job.evaluation.everySteps
    return interval > 0 && state.step > 0 && state.step % interval == 0 && state.progress.evaluatedStep < state.step
  }

  private func evaluate() throws(PathlineError) {
    let start = Stopwatch.now()
    try record(try evaluation(collecting: nil))
    _ = times.add(.evaluate, since: start)
  }

  /// Evaluates the present parameters; a solve that fails makes the evaluation worthless but does not end the run.
  ///
  /// Whole series are harder than the windows that are trained on, so an early model may well fail on them.
  private func evaluation(collecting book: PredictionBuffer<Scalar>?) throws(PathlineError) -> EvaluationRecord {
    do throws(PathlineError) {
      return try evaluator.evaluate(state.parameters, step: state.step, collecting: book)
    } catch {
      guard error.kind == .numerical else { throw error }
      console.say("evaluation failed: \(error)")
      return EvaluationRecord(
        step: state.step, split: evaluator.split.rawValue, samples: evaluator.samples.count, loss: .nan,
        meanAbsoluteError: .nan,
        rootMeanSquareError: .nan)
    }
  }

  private func record(_ evaluation: EvaluationRecord) throws(PathlineError) {
    var record = evaluation
    record.isBest = state.progress.record(
      step: state.step, loss: record.loss, minimumImprovement: setup.job.earlyStop?.minimumImprovement ?? 0)
    if record.isBest { state.keepAsBest() }
    note { recorder throws(PathlineError) in try recorder.record(record) }
    console.say(
      "step \(state.step)/\(setup.steps)  \(record.split) loss \(NumberText.scientific(record.loss, 4))"
        + (record.isBest ? " (best)" : ""))
  }

  /// Judges the final parameters, unless that was just done, and writes the trajectories the job asks for.
  ///
  /// The checkpoint of the last step is written before: it must not know of an evaluation that a longer run would not
  /// make here.
  private func evaluateAtTheEnd() throws(PathlineError) {
    let isNew = state.progress.evaluatedStep < state.step
    let wantsTrajectories = setup.job.output.trajectories
    guard isNew || wantsTrajectories else { return }
    let start = Stopwatch.now()
    let book =
      wantsTrajectories
      ? PredictionBuffer<Scalar>(
        samples: evaluator.samples, times: setup.file.timeCount, divisors: setup.feed.divisors,
        hasEvents: !setup.job.model.events.isEmpty, collects: setup.communicator.rank == 0) : nil
    let result = try evaluation(collecting: book)
    if isNew { try record(result) }
    if let book, result.loss.isFinite {
      let file = TrajectoryFile(split: evaluator.split, step: state.step, job: setup.job, data: setup.file)
      try onRankZero { recorder throws(PathlineError) in
        try file.write(
          book, of: self.evaluator.samples, feed: self.setup.feed, to: recorder.directory.trajectories)
      }
    }
    _ = times.add(.evaluate, since: start)
  }

  // MARK: Checkpoints

  private var isCheckpointDue: Bool {
    let interval = setup.job.checkpoint.everySteps
    return state.step > savedStep && (wantsCheckpoint || (interval > 0 && state.step % interval == 0))
  }

  /// Rank 0's clock decides for all.
  private var isTimeForCheckpoint: Bool {
    let seconds = setup.job.checkpoint.everySeconds
    return recorder != nil && seconds > 0 && Double(Stopwatch.now() - savedTime) * 1e-9 >= seconds
  }

  private func save() throws(PathlineError) {
    let start = Stopwatch.now()
    try onRankZero { recorder throws(PathlineError) in try recorder.save(self.state) }
    savedStep = state.step
    savedTime = Stopwatch.now()
    wantsCheckpoint = false
    _ = times.add(.checkpoint, since: start)
  }

  /// Lets rank 0 write, and makes its failure, or one that waits, everyone's; a collective call.
  private func onRankZero(
    _ write: (RunRecorder<Scalar>) throws(PathlineError) -> Void
  ) throws(PathlineError) {
    var failure = pending
    if let recorder, failure == nil {
      do throws(PathlineError) {
        try write(recorder)
      } catch {
        failure = Failure(error)
      }
    }
    try Collective.settle(failure, setup.communicator)
  }
}
