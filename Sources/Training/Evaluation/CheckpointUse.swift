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
  let plan: ModelPlan<Scalar>
  /// The parameters.
  let state: RunState<Scalar>

  /// Opens data and parameters; a collective call.
  init(_ opened: OpenedCheckpoint, data: String?, _ communicator: Communicator) throws(TrainingError) {
    var job = opened.job
    if let data { job.data.file = data }
    self.job = job
    step = opened.file.step
    let prepared = job
    let copies = try DataCopies(job.data.file, communicator)
    file = try Agreement.onEveryRank(communicator) { () throws(TrainingError) in
      try TrainingSetup<Scalar>.open(prepared)
    }
    try DataReview.requireSameLayout(file, communicator)
    feed = SeriesFeed(file: file, scale: job.data.scale, shiftTime: job.data.shiftTime)
    // One file that all ranks read says the same to all of them; copies have to be compared.
    if copies.count > 1 { _ = try DataReview.run(feed, copies, communicator) { _ in false } }
    plan = ModelPlan(job, series: file.seriesCount)
    state = RunState(layout: plan.field.layout, optimizer: SGD())
    let state = state
    try Agreement.onEveryRank(communicator) { () throws(TrainingError) in
      try opened.file.read("/parameters", into: state.parameters, state.layout)
    }
  }

  /// The samples to use: by default the split the run evaluated, or all samples of another data set.
  func samples(split: String?, otherData: Bool) -> (name: String, samples: [Int]) {
    let parts = SampleSplit(samples: file.sampleCount, fraction: job.data.validation, seed: job.seed)
    switch split ?? (otherData ? "all" : parts.validation.isEmpty ? "training" : "validation") {
    case "validation": return ("validation", parts.validation)
    case "training": return ("training", parts.training)
    default: return ("all", Array(0..<file.sampleCount))
    }
  }
}
