import Host
import Jobs
import Kernels
import Messaging
import Models
import Networks
import Storage
import Text

/// Everything a run is made of before its first step, the same on every rank.
package struct TrainingSetup<Scalar: TrainingScalar> {
  /// The job, its output directory as the options have it.
  package let job: Job
  /// The ranks of the run.
  package let communicator: Communicator
  /// Which ranks read the same file.
  let copies: DataCopies
  /// The data set.
  package let file: SeriesFile
  /// Where groups are filled from.
  package let feed: SeriesFeed<Scalar>
  /// Who is trained on and who is held out.
  let split: SampleSplit
  /// The model.
  let plan: ModelFactory<Scalar>
  /// Updates of the whole run.
  let steps: Int
  /// At how many observations the windows of each training sample may start; nil for anywhere.
  private let starts: [Int32]?
  /// Parameters, optimiser and position: at the start of training.
  package let state: RunState<Scalar>

  /// Opens the data, draws the split and the initial parameters; a collective call.
  ///
  /// - Throws: A `.job`, `.data` or `.io` error, on all ranks.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package init(_ job: Job, _ communicator: Communicator, console: Console = .silent) throws(PathlineError) {
    self.job = job
    self.communicator = communicator
    copies = try DataCopies(job.data.file, communicator)
    let file = try Self.open(job, copies, communicator, console)
    self.file = file
    let demand = try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      try MemoryDemand.training(job, file, isFirstRank: communicator.rank == 0, Scalar.self)
    }
    try demand.require(communicator)
    feed = SeriesFeed(file: file, scale: job.data.scale, shiftTime: job.data.shiftTime)
    split = SampleSplit(samples: file.sampleCount, fraction: job.data.validation, seed: job.seed)
    plan = ModelFactory(job, series: file.seriesCount)
    state = RunState(layout: plan.field.layout, optimizer: job.training.optimizer.rule(decay: job.training.decay))
    starts =
      if let window = job.data.window {
        try WindowStarts.count(file, samples: split.training, length: window.length, communicator)
      } else {
        nil
      }
    let sampler = Self.sampler(job, file, split, starts, at: .start)
    steps =
      switch job.training.length {
      case .steps(let steps): steps
      case .epochs(let epochs): (SaturatingCount(epochs) * SaturatingCount(sampler.batchesPerEpoch)).value
      }
    let state = state
    try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      try InitialParameters.fill(state.parameters, layout: state.layout, job: job)
    }
    try InitialParameters.requireSame(state.parameters, layout: state.layout, job: job, communicator)
  }

  /// The same run at another precision or tolerance: data, split, batches and initial parameters are those of `other`.
  package init<Other: TrainingScalar>(_ job: Job, sharing other: TrainingSetup<Other>) {
    self.job = job
    communicator = other.communicator
    copies = other.copies
    file = other.file
    feed = SeriesFeed(file: file, scale: job.data.scale, shiftTime: job.data.shiftTime)
    split = other.split
    plan = ModelFactory(job, series: file.seriesCount)
    state = RunState(layout: plan.field.layout, optimizer: job.training.optimizer.rule(decay: job.training.decay))
    starts = other.starts
    steps = other.steps
    for index in 0..<state.layout.count { state.parameters[index] = Scalar(Double(other.state.parameters[index])) }
  }

  /// Opens the data set of a job, which must not be damaged, and checks it against the job and the copies of other
  /// hosts; a collective call.
  static func open(
    _ job: Job, _ copies: DataCopies, _ communicator: Communicator, _ console: Console
  ) throws(PathlineError) -> SeriesFile {
    try SealCheck.refuseBroken(job.data.file, copies, communicator, console)
    let file = try Collective.onEveryRank(communicator) { () throws(PathlineError) in try open(job) }
    try DataReview.requireSameLayout(file, communicator)
    return file
  }

  private static func open(_ job: Job) throws(PathlineError) -> SeriesFile {
    let file = try storing { () throws(StorageError) in
      try SeriesFile.open(job.data.file, cacheBytes: job.data.cache.bytes)
    }
    if let scale = job.data.scale, scale.count != file.seriesCount {
      throw PathlineError(
        .job,
        """
        data.scale has \(scale.count) numbers, but \(file.path) has \(file.seriesCount) series \
        (\(file.seriesNames.joined(separator: ", "))); give one number each.
        """)
    }
    try job.checkEvents(on: file)
    return file
  }

  /// The batches of training, from a position on.
  package func sampler(at position: SamplerPosition) -> BatchSampler {
    Self.sampler(job, file, split, starts, at: position)
  }

  private static func sampler(
    _ job: Job, _ file: SeriesFile, _ split: SampleSplit, _ starts: [Int32]?, at position: SamplerPosition
  ) -> BatchSampler {
    BatchSampler(
      samples: split.training, length: file.length,
      windows: job.data.window.map { WindowLayout(length: $0.length, perSample: $0.perSample) }, starts: starts,
      batch: job.training.batch, seed: job.seed, position: position)
  }

  /// The most observations of an item of training.
  package var itemLength: Int {
    let longest = split.training.lazy.map { file.length(of: $0) }.max() ?? 1
    return min(longest, job.data.window?.length ?? longest)
  }

  /// As many items as a group has at most, with as many observations as any have.
  var longestItems: [SolveItem] {
    let count = job.training.group
    guard job.data.window == nil else {
      var sampler = sampler(at: .start)
      return Array(sampler.next().prefix(count))
    }
    return split.training.sorted { file.length(of: $0) > file.length(of: $1) }.prefix(count).map {
      SolveItem(sample: $0, start: 0, length: file.length(of: $0))
    }
  }

  /// The samples of which some solve of the run starts from the first observation.
  ///
  /// They are those evaluated, and those trained on as whole series. Windows start where ``WindowStarts`` finds every
  /// series observed.
  var samplesSolvedFromStart: [Int] {
    job.data.window == nil ? Array(0..<file.sampleCount) : split.samples(split.evaluated)
  }

  /// At how many observations windows may start, and at how many they would fit; nil where nothing limits the choice.
  var windowStarts: (usable: Int, fitting: Int)? {
    guard let window = job.data.window, let starts else { return nil }
    let fitting = split.training.reduce(0) { $0 + max(1, file.length(of: $1) - window.length + 1) }
    return (starts.reduce(0) { $0 + Int($1) }, fitting)
  }
}
