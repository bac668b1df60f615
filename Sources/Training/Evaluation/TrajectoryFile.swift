import Host
import Jobs
import Storage

/// Writes predicted series beside the observed ones.
///
/// | variable | content |
/// |---|---|
/// | `/sample` [sample] | the samples' places in the data set |
/// | `/time` [time] or `/times` [sample, time] | the times of the data set |
/// | `/predicted` [sample, time, series] | the model's series, in the units of the data |
/// | `/observed` [sample, time, series] | the data; not a number where missing |
///
/// and, if the job has events, what ``EventTable`` says.
struct TrajectoryFile {
  /// The name of the evaluated split.
  let split: SplitName
  /// Updates the parameters had.
  let step: Int
  /// A name for people; nil: none.
  let title: String?
  /// What the job's events are, in words.
  let events: [String]

  /// Describes a file of a job's predictions on a data set.
  init(split: SplitName, step: Int, job: Job, data: SeriesFile) {
    self.split = split
    self.step = step
    title = job.title
    let names = job.componentNames(data)
    events = job.model.events.map { $0.words(names) }
  }

  /// Writes predictions at the times of the data, beside the data.
  func write<Scalar: TrainingScalar>(
    _ book: PredictionBuffer<Scalar>, of samples: [Int], feed: SeriesFeed<Scalar>, to path: String
  ) throws(PathlineError) {
    let file = feed.file
    var observed = [Scalar](repeating: .nan, count: book.predicted.count)
    var times = [Double](repeating: .nan, count: samples.count * file.timeCount)
    for (row, sample) in samples.enumerated() {
      try feed.readWhole(sample, startsSolve: true) { own, values, mask in
        for k in own.indices { times[row * file.timeCount + k] = own[k] }
        let first = row * file.timeCount * file.seriesCount
        for place in values.indices where mask[place] != 0 { observed[first + place] = Scalar(values[place]) }
      }
    }
    try storing { () throws(StorageError) in
      let image = try header(samples)
      if let shared = file.sharedTimes {
        try image.addCoordinate("time", values: shared)
      } else {
        try image.addDimension("time", length: file.timeCount)
        try image.addDataset("times", dimensions: ["sample", "time"], values: times)
      }
      try image.addDimension("series", length: file.seriesCount)
      for (name, values) in [("predicted", book.predicted), ("observed", observed)] {
        try add(name, values, names: file.seriesNames, to: image)
        if file.sharedTimes == nil { try image.setAttribute("coordinates", "times", of: name) }
      }
      try book.events?.add(to: image, words: events, names: file.seriesNames)
      try image.publish(to: path)
    }
  }

  /// Writes predictions at times of their own, without `/observed`.
  func write<Scalar: TrainingScalar>(
    _ book: PredictionBuffer<Scalar>, of samples: [Int], at times: [Double], names: [String], to path: String
  ) throws(PathlineError) {
    try storing { () throws(StorageError) in
      let image = try header(samples)
      try image.addCoordinate("time", values: times)
      try image.addDimension("series", length: names.count)
      try add("predicted", book.predicted, names: names, to: image)
      try book.events?.add(to: image, words: events, names: names)
      try image.publish(to: path)
    }
  }

  private func header(_ samples: [Int]) throws(StorageError) -> HDF5Image {
    let image = try HDF5Image()
    try image.setAttribute("Conventions", "CF-1.8")
    try image.setAttribute("pathline_kind", "trajectories")
    if let title { try image.setAttribute("title", .string(title)) }
    try image.setAttribute("split", .string(split.rawValue))
    try image.setAttribute("step", .integer(Int64(step)))
    try image.addCoordinate("sample", values: samples.map { Int64($0) })
    return image
  }

  private func add<Scalar: TrainingScalar>(
    _ name: String, _ values: [Scalar], names: [String], to image: HDF5Image
  ) throws(StorageError) {
    try image.addDataset(name, dimensions: ["sample", "time", "series"], values: values)
    try image.setAttribute("names", .strings(names), of: name)
  }
}
