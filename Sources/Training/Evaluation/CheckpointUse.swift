import Host
import Jobs
import Kernels
import Messaging
import Networks
import Storage

/// A checkpoint opened for use on all ranks: its job, its data and its parameters.
struct CheckpointUse<Scalar: TrainingScalar> {
  /// The job, with the data set it is to be used on.
  let job: Job
  /// Updates the parameters had.
  let step: Int
  /// The data set.
  let file: SeriesFile
  /// Where groups are filled from.
  let feed: SeriesFeed<Scalar>
  /// The model.
  let plan: ModelFactory<Scalar>
  /// The parameters.
  let state: RunState<Scalar>

  /// Opens data and parameters; a collective call.
  ///
  /// - Parameters:
  ///   - times: at how many times all samples will be solved; nil for those of the data.
  ///   - collects: whether rank 0 will collect the solutions.
  init(
    _ opened: OpenedCheckpoint, data: String?, times: Int? = nil, collects: Bool = false, _ communicator: Communicator
  ) throws(PathlineError) {
    var job = opened.job
    if let data { job.data.file = data }
    self.job = job
    step = opened.file.step
    let console = Console(rank: communicator.rank, quiet: false)
    let copies = try DataCopies(job.data.file, communicator)
    let file = try TrainingSetup<Scalar>.open(job, copies, communicator, console)
    self.file = file
    try Self.requireSameSeries(file, opened.file)
    let prepared = job
    let demand = try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      try MemoryDemand.solving(prepared, file, times: times, collects: collects && communicator.rank == 0, Scalar.self)
    }
    try demand.require(communicator)
    feed = SeriesFeed(file: file, scale: job.data.scale, shiftTime: job.data.shiftTime)
    // One file that all ranks read says the same to all of them; copies have to be compared.
    if copies.count > 1 {
      _ = try DataReview.run(feed, copies, communicator, console, startsSolve: { _ in false }, with: { _, _, _ in })
    }
    plan = ModelFactory(job, series: file.seriesCount)
    state = RunState(layout: plan.field.layout, optimizer: SGD())
    let state = state
    try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      try opened.file.read("/parameters", into: state.parameters, state.layout)
    }
  }

  /// Refuses data whose series have other names, or another order, than those the parameters were trained on.
  ///
  /// Where either has no names, their number must do.
  private static func requireSameSeries(_ file: SeriesFile, _ checkpoint: CheckpointFile) throws(PathlineError) {
    guard let trained = checkpoint.seriesNames, file.hasSeriesNames, trained != file.seriesNames else { return }
    let isReordered = trained.sorted() == file.seriesNames.sorted()
    throw PathlineError(
      .data,
      """
      \(file.path): /values: the series are \(file.seriesNames.joined(separator: ", ")), but the parameters of \
      \(checkpoint.path) were trained on \(trained.joined(separator: ", "))\(isReordered ? ", in this order" : ""); \
      \(isReordered ? "write the series in that order" : "name data of those series"), or correct the attribute names \
      of /values if only the names differ.
      """)
  }

  /// The samples to use: by default the split the run evaluated, or all samples of another data set.
  func samples(split: SplitName?, otherData: Bool) -> (name: SplitName, samples: [Int]) {
    let parts = SampleSplit(samples: file.sampleCount, fraction: job.data.validation, seed: job.seed)
    let name = split ?? (otherData ? .all : parts.evaluated)
    return (name, parts.samples(name))
  }
}
