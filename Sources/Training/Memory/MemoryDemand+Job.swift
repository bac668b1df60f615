import Host
import Jobs
import Kernels
import ODE
import Storage
import Text

extension MemoryDemand {
  /// More bytes are too many whatever else there is, so that nothing more is counted: no count that is made comes near
  /// the end of an `Int`.
  private static var ceiling: Int {
    [MemoryLimit.host(), .process()].compactMap { $0?.bytes }.reduce(1 << 46, min)
  }

  /// Counts what training on a data set takes.
  ///
  /// - Throws: A `.job` error where the byte budget of the gradient is too small or the solver's options contradict
  ///   each other.
  static func training<Scalar: TrainingScalar>(
    _ job: Job, _ file: SeriesFile, isFirstRank: Bool, _ type: Scalar.Type
  ) throws(PathlineError) -> MemoryDemand {
    var demand = MemoryDemand()
    let stateNames = job.training.optimizer.rule(decay: job.training.decay).stateNames.count
    // Parameters, the best ones and the gradient, what the optimiser keeps, the exact sums; a checkpoint on rank 0.
    let copies = 3 + stateNames + (isFirstRank ? 2 + stateNames : 0)
    demand.addParameters(
      job, file, bytesEach: copies * MemoryLayout<Scalar>.stride + 8 * Scalar.exactLimbCount,
      for: "parameters, optimiser and sums")
    demand.addData(job, file)
    let window = job.data.window
    let items = SaturatingCount(file.sampleCount) * SaturatingCount(window?.perSample ?? 1)
    demand.add(
      SaturatingCount(min(job.training.batch, items.value)) * SaturatingCount(MemoryLayout<SolveItem>.stride),
      for: "the items of a batch", blaming: ["training.batch": 1])
    let longest = file.longest
    try demand.addModel(
      job, file, observations: min(longest, window?.length ?? longest), withGradient: true,
      lengthKey: window == nil ? "data.file" : "data.window.length", type)
    try demand.addModel(job, file, observations: longest, withGradient: false, lengthKey: "data.file", type)
    if isFirstRank, job.output.trajectories { demand.addBook(file, times: file.timeCount, key: "data.file", type) }
    return demand
  }

  /// Counts what solving every sample of a data set from its first observation takes.
  ///
  /// - Parameters:
  ///   - times: at how many times, where they are not those of the data.
  ///   - collects: whether this rank collects the solutions.
  static func solving<Scalar: TrainingScalar>(
    _ job: Job, _ file: SeriesFile, times: Int?, collects: Bool, _ type: Scalar.Type
  ) throws(PathlineError) -> MemoryDemand {
    var demand = MemoryDemand()
    demand.addParameters(job, file, bytesEach: 2 * MemoryLayout<Scalar>.stride, for: "parameters")
    demand.addData(job, file)
    let key = times == nil ? "data.file" : "--times"
    try demand.addModel(
      job, file, observations: times.map { $0 + 1 } ?? file.longest, withGradient: false, lengthKey: key, type)
    if collects { demand.addBook(file, times: times ?? file.timeCount, key: key, type) }
    if let times {
      // The times, which of them each sample of a group meets on its way, and its solution there.
      let group = SaturatingCount(min(job.training.group, file.sampleCount))
      let width = SaturatingCount(16 + file.seriesCount * MemoryLayout<Scalar>.stride)
      demand.add(SaturatingCount(times) * (16 + group * width), for: "times of prediction", blaming: [key: 1])
    }
    return demand
  }

  private mutating func addParameters(_ job: Job, _ file: SeriesFile, bytesEach: Int, for purpose: String) {
    let count = Self.parameterCount(job, file)
    add(
      count * SaturatingCount(bytesEach), for: "\(purpose) of \(count.value) weights", blaming: Self.widths(job, file))
  }

  private mutating func addData(_ job: Job, _ file: SeriesFile) {
    let sample = file.sampleBytes
    add(
      SaturatingCount(min(job.data.cache.bytes, (SaturatingCount(file.sampleCount) * SaturatingCount(sample)).value)),
      for: "samples kept in memory", blaming: ["data.cache": 1])
    let series = file.seriesCount
    // A sample as it is read, and the places of all samples.
    add(
      SaturatingCount(file.timeCount) * SaturatingCount(8 + 9 * series)
        + SaturatingCount(file.sampleCount) * SaturatingCount(MemoryLayout<SolveItem>.stride + 16),
      for: "one sample and the places of all", blaming: ["data.file": 1])
  }

  /// Predictions in memory, in a file's image, and beside the data.
  private mutating func addBook<Scalar: TrainingScalar>(
    _ file: SeriesFile, times: Int, key: String, _ type: Scalar.Type
  ) {
    let values = SaturatingCount(file.sampleCount) * SaturatingCount(times) * SaturatingCount(file.seriesCount)
    add(
      values * SaturatingCount(4 * MemoryLayout<Scalar>.stride), for: "predicted series of all samples",
      blaming: [key: 1])
  }

  private mutating func addModel<Scalar: TrainingScalar>(
    _ job: Job, _ file: SeriesFile, observations: Int, withGradient: Bool, lengthKey: String, _ type: Scalar.Type
  ) throws(PathlineError) {
    let samples = withGradient ? job.training.group : min(job.training.group, file.sampleCount)
    let keys = Self.shape(job, samples: samples, observations: observations, lengthKey: lengthKey)
    let purpose = withGradient ? "solving a group of a batch" : "solving a group of an evaluation"
    let largest = Self.largestArray(job, file, samples: samples, observations: observations)
    let weights = Self.parameterCount(job, file)
    guard max(largest.value, weights.value, total.value) <= Self.ceiling else {
      add(largest, for: purpose, blaming: keys)
      return
    }
    let bytes = try ModelFactory<Scalar>(job, series: file.seriesCount)
      .bytes(samples: samples, observations: observations, withGradient: withGradient)
    add(SaturatingCount(bytes.fixed), for: purpose, blaming: keys)
    if withGradient {
      add(SaturatingCount(bytes.steps), for: "steps of a solve", blaming: ["gradient.memory": 1])
    }
  }

  /// The largest arrays of a solve in bytes, as if numbers took 8: all others are at most some thousand times as large.
  private static func largestArray(
    _ job: Job, _ file: SeriesFile, samples: Int, observations: Int
  ) -> SaturatingCount {
    let states = SaturatingCount(file.seriesCount + job.model.augment)
    let widest = SaturatingCount(job.field.hidden.max() ?? 1)
    let lengths = [
      states * SaturatingCount(observations),
      states * SaturatingCount(job.model.events.isEmpty ? 1 : job.model.eventLimit),
      SolveOptions(job.solver).method.tableau.isImplicit ? states * states : states, widest,
    ]
    let most = lengths.map(\.value).max() ?? 1
    // Columns are padded to at most 16.
    return SaturatingCount(samples + 16) * SaturatingCount(most) * 8
  }

  /// Weights and biases of the network.
  private static func parameterCount(_ job: Job, _ file: SeriesFile) -> SaturatingCount {
    let states = SaturatingCount(file.seriesCount + job.model.augment)
    let hidden = job.field.hidden.map { SaturatingCount($0) }
    let layers = zip([states + (job.field.time ? 1 : 0)] + hidden, hidden + [states]).map { ($0 + 1) * $1 }
    return layers.reduce(job.field.linear == nil ? 0 : states * states, +)
  }

  private static func widths(_ job: Job, _ file: SeriesFile) -> KeyValuePairs<String, Int> {
    ["field.hidden": job.field.hidden.max() ?? 0, "model.augment": job.model.augment, "data.file": file.seriesCount]
  }

  private static func shape(
    _ job: Job, samples: Int, observations: Int, lengthKey: String
  ) -> KeyValuePairs<String, Int> {
    [
      "training.group": samples, "model.augment": job.model.augment, lengthKey: observations,
      "field.hidden": job.field.hidden.max() ?? 0,
      "model.eventLimit": job.model.events.isEmpty ? 0 : job.model.eventLimit,
    ]
  }
}
