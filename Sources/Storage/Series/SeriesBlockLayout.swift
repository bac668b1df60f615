/// How many neighbouring samples are kept together, and how many such blocks.
struct SeriesBlockLayout {
  /// Blocks are about this large where the budget allows: few enough reads, little waste where single samples are used.
  static let blockBytes = 128 << 10

  /// Samples in a block; 0 where not even one sample fits into the budget, so that samples are read by windows.
  let samplesPerBlock: Int
  /// The most blocks kept at a time.
  let capacity: Int

  /// Whether the whole data set fits, so that no block ever makes room for another.
  let keepsAll: Bool

  init(source: SeriesSource, cacheBytes: Int) {
    self.init(
      sampleCount: source.shape[0], sampleBytes: source.sampleBytes, chunkSamples: source.values.chunkShape?[0] ?? 1,
      cacheBytes: cacheBytes)
  }

  init(sampleCount: Int, sampleBytes: Int, chunkSamples: Int, cacheBytes: Int) {
    let most = min(sampleCount, cacheBytes / sampleBytes)
    // Whole chunks, so that none is read and checked twice, unless a chunk is larger than the budget.
    let wanted = max(1, Self.blockBytes / sampleBytes)
    let chunk = min(chunkSamples, sampleCount)
    let whole = (wanted + chunk - 1) / chunk * chunk
    samplesPerBlock = min(whole, most)
    keepsAll = most == sampleCount
    capacity =
      if samplesPerBlock == 0 { 0 } else if keepsAll { (sampleCount + samplesPerBlock - 1) / samplesPerBlock } else {
        cacheBytes / (samplesPerBlock * sampleBytes)
      }
  }
}
