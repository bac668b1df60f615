import Host
import Messaging
import Storage

/// The one reading of all of a data set before a run: finds bad content before it is met, and measures what the run
/// needs to know of the whole.
enum DataReview {
  /// Reads every sample once, shared among the ranks that read the same file; a collective call.
  ///
  /// - Parameters:
  ///   - setup: the run.
  ///   - variation: gets the samples that are evaluated.
  ///   - console: is told how far a long reading is.
  /// - Returns: The fingerprint of the data (``DataFingerprint``), the same on all ranks.
  /// - Throws: A `.data` error where content is not what it must be, a value is missing where a solve of the run
  ///   starts, or hosts have files of other content; an `.io` error where the disk fails.
  static func run<Scalar: TrainingScalar>(
    _ setup: TrainingSetup<Scalar>, _ variation: SeriesVariation<Scalar>, _ console: Console
  ) throws(PathlineError) -> String {
    let copies = setup.copies
    let first = copies.part(of: setup.file.sampleCount).lowerBound
    var solved = AscendingSamples(setup.samplesSolvedFromStart, from: first)
    var evaluated = AscendingSamples(setup.split.samples(setup.split.evaluated), from: first)
    let text = try run(setup.feed, copies, setup.communicator, console) {
      solved.take($0)
    } with: { sample, values, mask throws(PathlineError) in
      // Of several copies one is enough: they must be the same.
      if evaluated.take(sample), copies.copy == 0 { try variation.add(sample, values: values, mask: mask) }
    }
    try variation.finish(setup.communicator)
    return text
  }

  /// Reads every sample of a feed once.
  ///
  /// - Parameters:
  ///   - startsSolve: whether a solve starts from the first observation of a sample, which must then be complete.
  ///   - use: takes the values and the mask of each sample of this rank's part, in order.
  static func run<Scalar: TrainingScalar>(
    _ feed: SeriesFeed<Scalar>, _ copies: DataCopies, _ communicator: Communicator, _ console: Console,
    startsSolve: (Int) -> Bool,
    with use: (
      _ sample: Int, _ values: UnsafeBufferPointer<Double>, _ mask: UnsafeBufferPointer<UInt8>
    ) throws(PathlineError) -> Void
  ) throws(PathlineError) -> String {
    let file = feed.file
    let part = copies.part(of: file.sampleCount)
    var fingerprint = DataFingerprint()
    var progress = ReadingProgress(console, "reading \(file.path)", total: part.count)
    defer { progress.end() }
    try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      for sample in part {
        try feed.readWhole(sample, startsSolve: startsSolve(sample)) { times, values, mask throws(PathlineError) in
          fingerprint.add(sample: sample, times: times, values: values, mask: mask)
          try use(sample, values, mask)
        }
        progress.note(sample - part.lowerBound + 1)
      }
    }
    let text = try fingerprint.text(of: file, copies, communicator)
    try Collective.requireSame(text, communicator) { first, owner in
      PathlineError(
        .data,
        """
        \(file.path): the data are not those of \(owner): the shape is the same, but times, values or mask differ; \
        give all hosts the same file.
        """)
    }
    return text
  }

  /// Makes sure that the data sets of all ranks have the same shape; a collective call.
  static func requireSameLayout(_ file: SeriesFile, _ communicator: Communicator) throws(PathlineError) {
    let layout = file.layout
    try Collective.requireSame(layout, communicator) { first, owner in
      PathlineError(
        .data,
        """
        \(file.path): the data set is not that of \(owner): it has \(layout), there \(first); give all hosts the same \
        file.
        """)
    }
  }
}
