import Storage

/// What a checkpoint says about the run it belongs to.
package struct CheckpointIdentity: Sendable, Equatable {
  /// The resolved job as text.
  package let job: String
  /// A name for people; nil: none.
  package let title: String?
  /// The key of every random number of the run.
  package let seed: UInt64
  /// What tells the data set from others (``DataFingerprint``).
  package let data: String
  /// The names of the series trained on; nil where the data set has none.
  package let seriesNames: [String]?
  /// The optimiser's kind.
  package let optimizer: String

  /// Names a run.
  package init(job: String, title: String?, seed: UInt64, data: String, seriesNames: [String]?, optimizer: String) {
    self.job = job
    self.title = title
    self.seed = seed
    self.data = data
    self.seriesNames = seriesNames
    self.optimizer = optimizer
  }

  /// The SHA-256 of the job's text, in hexadecimal digits.
  package var jobDigest: String {
    var text = job
    return text.withUTF8 { SHA256.hex(of: UnsafeRawBufferPointer($0)) }
  }
}
