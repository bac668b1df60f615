import Messaging
import Storage

/// A look at all of a data set before a run, so that bad content is found before it is met.
enum DataReview {
  /// Reads every sample once, shared among the ranks that read the same file; a collective call.
  ///
  /// - Returns: The fingerprint of the data (``DataFingerprint``), the same on all ranks.
  /// - Throws: A `.data` error where content is not what it must be, a value is missing where a solve of the run
  ///   starts, or hosts have files of other content; an `.io` error where the disk fails.
  static func run<Scalar: TrainingScalar>(_ setup: TrainingSetup<Scalar>) throws(TrainingError) -> String {
    let solved = Set(setup.samplesSolvedFromStart)
    return try run(setup.feed, setup.copies, setup.communicator) { solved.contains($0) }
  }

  /// Reads every sample of a feed once.
  ///
  /// - Parameter startsSolve: whether a solve starts from the first observation of a sample, which must then be complete.
  static func run<Scalar: TrainingScalar>(
    _ feed: SeriesFeed<Scalar>, _ copies: DataCopies, _ communicator: Communicator, startsSolve: (Int) -> Bool
  ) throws(TrainingError) -> String {
    let file = feed.file
    var fingerprint = DataFingerprint()
    try Agreement.onEveryRank(communicator) { () throws(TrainingError) in
      for sample in copies.part(of: file.sampleCount) {
        try feed.readWhole(sample, startsSolve: startsSolve(sample)) { times, values, mask in
          fingerprint.add(sample: sample, times: times, values: values, mask: mask)
        }
      }
    }
    let text = try fingerprint.text(of: file, copies, communicator)
    try Agreement.requireSame(text, communicator) { first, owner in
      TrainingError(
        .data,
        """
        \(file.path): the data are not those of \(owner): the shape is the same, but times, values or mask differ; give \
        all hosts the same file.
        """)
    }
    return text
  }

  /// Makes sure that the data sets of all ranks have the same shape; a collective call.
  static func requireSameLayout(_ file: SeriesFile, _ communicator: Communicator) throws(TrainingError) {
    let layout = file.layout
    try Agreement.requireSame(layout, communicator) { first, owner in
      TrainingError(
        .data,
        """
        \(file.path): the data set is not that of \(owner): it has \(layout), there \(first); give all hosts the same \
        file.
        """)
    }
  }
}
