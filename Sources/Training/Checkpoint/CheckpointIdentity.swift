import Storage

/// What a checkpoint says about the run it belongs to.
struct CheckpointIdentity: Sendable, Equatable {
  /// The resolved job as text.
  let job: String
  /// A name for people; nil: none.
  let title: String?
  /// The key of every random number of the run.
  let seed: UInt64
  /// What tells the data set from others (``DataFingerprint``).
  let data: String
  /// The names of the series trained on; nil where the data set has none.
  let seriesNames: [String]?
  /// The optimiser's kind.
  let optimizer: String

  /// The SHA-256 of the job's text, in hexadecimal digits.
  var jobDigest: String {
    var text = job
    return text.withUTF8 { SHA256.hex(of: UnsafeRawBufferPointer($0)) }
  }
}
