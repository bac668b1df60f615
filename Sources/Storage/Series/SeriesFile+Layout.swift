extension SeriesFile {
  /// The shape of the data set in words, and a hash of the lengths and times that all samples share.
  ///
  /// Whoever plans work from the shape must do it alike on every host, so hosts compare it.
  public var layout: String {
    let gaps = hasMask ? ", with gaps" : ""
    let names = seriesNames.joined(separator: ", ")
    let lengths = (self.lengths ?? []).withUnsafeBytes { XXHash64.hash($0, seed: 0) }
    let hash = (sharedTimes ?? []).withUnsafeBytes { XXHash64.hash($0, seed: lengths) }
    return """
      \(sampleCount) samples of up to \(timeCount) times and \(seriesCount) series (\(names))\(gaps), lengths and \
      times \(String(hash, radix: 16))
      """
  }
}
