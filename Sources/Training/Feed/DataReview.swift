import Messaging
import Storage

/// A look at all of a data set before a run, so that bad content is found before it is met.
enum DataReview {
  /// Reads every sample once, shared among the ranks; a collective call.
  ///
  /// - Returns: The fingerprint of the data (``DataFingerprint``).
  /// - Throws: A `.data` error where content is not what it must be, or a value is missing where a solve of the run
  ///   starts; an `.io` error where the disk fails.
  static func run<Scalar: TrainingScalar>(_ setup: TrainingSetup<Scalar>) throws(TrainingError) -> String {
    let (file, communicator) = (setup.file, setup.communicator)
    let solved = Set(setup.samplesSolvedFromStart)
    var fingerprint = DataFingerprint()
    try Agreement.onEveryRank(communicator) { () throws(TrainingError) in
      // Neighbours: they lie in the same chunks.
      let first = file.sampleCount * communicator.rank / communicator.size
      let end = file.sampleCount * (communicator.rank + 1) / communicator.size
      for sample in first..<end {
        try setup.feed.readWhole(sample, startsSolve: solved.contains(sample)) { times, values, mask in
          fingerprint.add(sample: sample, times: times, values: values, mask: mask)
        }
      }
    }
    return try fingerprint.text(of: file, communicator)
  }
}
