import Glibc
import Host
import Jobs
import Messaging
import Storage

/// Trains a job on the ranks of a communicator.
public enum Trainer {
  /// Runs a job to its end; a collective call of the main thread.
  ///
  /// - Parameters:
  ///   - job: the job; paths of data in it are absolute or relative to the current directory.
  ///   - options: what the command line adds.
  ///   - communicator: the ranks; stop signals must have been installed (`StopSignal.install()`) to be heeded.
  /// - Returns: How the run ended.
  /// - Throws: ``Host/PathlineError``; all kinds but `ranks` are thrown on all ranks together.
  public static func run(
    _ job: Job, options: TrainOptions, communicator: Communicator
  ) throws(PathlineError) -> RunOutcome {
    try run(job, options: options, communicator: communicator) { StopSignal.received != nil }
  }

  /// Runs a job; `isAskedToStop` is looked at in every step.
  package static func run(
    _ job: Job, options: TrainOptions, communicator: Communicator, isAskedToStop: @escaping () -> Bool
  ) throws(PathlineError) -> RunOutcome {
    switch job.precision {
    case .float32: try run(job, options, communicator, isAskedToStop, Float.self)
    case .float64: try run(job, options, communicator, isAskedToStop, Double.self)
    }
  }

  private static func run<Scalar: TrainingScalar>(
    _ job: Job, _ options: TrainOptions, _ communicator: Communicator, _ isAskedToStop: @escaping () -> Bool,
    _ type: Scalar.Type
  ) throws(PathlineError) -> RunOutcome {
    var job = job
    if let output = options.output { job.output.directory = output }
    let console = Console(rank: communicator.rank, quiet: options.quiet)
    let directory = RunDirectory(path: job.output.directory)
    try Collective.onRankZero(communicator) { () throws(PathlineError) in
      try RunOpening.requireBegun(directory, options)
    }
    let setup = try TrainingSetup<Scalar>(job, communicator, console: console)
    let (loop, fingerprint) = try prepare(setup, console, isAskedToStop)
    if options.dryRun {
      return RunOutcome(
        status: .checked, step: 0, summary: communicator.rank == 0 ? RunPlan(setup, loop.gradientPlan).text : "")
    }
    let recorder = try Collective.onRankZero(communicator) { () throws(PathlineError) in
      try RunRecorder<Scalar>(job, file: setup.file, fingerprint: fingerprint, owner: owner(communicator))
    }
    try restore(setup, options, recorder, console)
    console.say(RunPlan(setup, loop.gradientPlan).text)
    return try loop.run(recorder)
  }

  /// Plans all memory and reads all data: a run that fails for them leaves no directory behind; a collective call.
  static func prepare<Scalar: TrainingScalar>(
    _ setup: TrainingSetup<Scalar>, _ console: Console, _ isAskedToStop: @escaping () -> Bool
  ) throws(PathlineError) -> (loop: TrainingLoop<Scalar>, fingerprint: String) {
    let loop = try TrainingLoop(setup, console: console, isAskedToStop: isAskedToStop)
    try loop.requireRoom()
    return (loop, try DataReview.run(setup, loop.variation, console))
  }

  /// Does all that training does before its first step but for the run directory, and gives the memory back; a
  /// collective call.
  ///
  /// - Returns: What the run is going to do, in words.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package static func plan<Scalar: TrainingScalar>(
    _ setup: TrainingSetup<Scalar>, _ console: Console
  ) throws(PathlineError) -> String {
    let loop = try prepare(setup, console) { false }.loop
    return RunPlan(setup, loop.gradientPlan).text
  }

  /// Restores the state the run begins from on every rank.
  private static func restore<Scalar: TrainingScalar>(
    _ setup: TrainingSetup<Scalar>, _ options: TrainOptions, _ recorder: RunRecorder<Scalar>?, _ console: Console
  ) throws(PathlineError) {
    let communicator = setup.communicator
    let opening = try Collective.onRankZero(communicator) { () throws(PathlineError) in
      guard let recorder else { preconditionFailure("rank 0 records") }
      return try recorder.open(options)
    }
    for note in opening?.notes ?? [] { console.say(note) }
    let bytes = try messaging { () throws(MessagingError) in
      try communicator.broadcast(opening?.bytes ?? [], from: 0)
    }
    if !bytes.isEmpty {
      try Collective.onEveryRank(communicator) { () throws(PathlineError) in
        try CheckpointFile(bytes: bytes, path: opening?.checkpoint ?? "the checkpoint").restore(setup.state)
      }
      try requireWork(setup)
      console.say("resuming after step \(setup.state.step)")
    }
    let notes = try Collective.onRankZero(communicator) { () throws(PathlineError) in
      try recorder?.prepare(at: setup.state)
    }
    for note in (notes ?? []) ?? [] { console.say(note) }
  }

  /// Refuses a run that is longer already than the job asks for: its end lies behind, so there is none to come to.
  private static func requireWork<Scalar: TrainingScalar>(_ setup: TrainingSetup<Scalar>) throws(PathlineError) {
    let done = setup.state.step
    guard done > setup.steps else { return }
    let cure =
      switch setup.job.training.length {
      case .steps: "training.steps above \(done)"
      case .epochs: "training.epochs above \(done / setup.sampler(at: .start).batchesPerEpoch)"
      }
    throw PathlineError(
      .job,
      """
      \(setup.job.output.directory): the run has \(done) steps already, so a job of \(setup.steps) has nothing left to \
      do; set \(cure) to go on, or choose another --output.
      """)
  }

  private static func owner(_ communicator: Communicator) -> String {
    "process \(getpid()) on \(communicator.hostName)"
  }
}
