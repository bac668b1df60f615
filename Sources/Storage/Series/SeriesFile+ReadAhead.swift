extension SeriesFile {
  /// Whether all samples are in memory, so that nothing will be read any more.
  public var isInMemory: Bool {
    plan.samplesPerBlock > 0 && cache.count * plan.samplesPerBlock >= sampleCount
  }

  /// Asks the system to bring in what will be read of a sample and is not in memory yet; returns at once.
  ///
  /// Meant for samples that are needed soon, while others are worked on. Samples too large for the budget, which are
  /// read by windows, are left alone.
  public func willRead(_ sample: Int) {
    precondition(sample >= 0 && sample < sampleCount, "sample \(sample) of \(sampleCount)")
    guard let readAhead, plan.samplesPerBlock > 0, !cache.holds(sample / plan.samplesPerBlock) else { return }
    let samples = samplesOfBlock(sample / plan.samplesPerBlock)
    for dataset in [source.values, source.times, source.mask] {
      dataset?.forEachByteRange(ofRows: samples, readAhead.advise)
    }
  }
}
