import Host

/// How large a generated data set is: each sample has two series.
struct DataSetSize: Sendable {
  /// How many samples.
  var samples: Int
  /// Observations of each.
  var observations: Int

  /// The most an observation takes while it is solved for, gathered, checked and brought into a file's image.
  private static let observationBytes = 256
  /// The random numbers of a sample are drawn under a number of 32 bits.
  private static let mostSamples = 1 << 32

  /// Makes sure that the data set fits into memory.
  ///
  /// - Throws: A `.job` error.
  func requireMemory(host: MemoryLimit?, process: MemoryLimit?) throws(PathlineError) {
    guard samples <= Self.mostSamples else {
      throw PathlineError(.job, "--samples is \(samples), but a generated data set has at most \(Self.mostSamples).")
    }
    var demand = MemoryDemand()
    demand.add(
      SaturatingCount(samples) * SaturatingCount(observations) * SaturatingCount(Self.observationBytes),
      for: "\(samples) samples of \(observations) observations",
      blaming: ["--samples": samples, "--observations": observations])
    try demand.require(of: [demand.total.value], on: "this host", host: host, process: process)
  }
}
