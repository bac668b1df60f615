import Storage

/// Tells data sets apart without reading all of them, so that a run is not resumed with other data.
enum DataFingerprint {
  /// The SHA-256 of shape, lengths and names, and of the times and values of the first and the last sample.
  static func make(_ file: SeriesFile) throws(TrainingError) -> String {
    var text = "\(file.sampleCount) \(file.timeCount) \(file.seriesCount) \(file.seriesNames)"
    for sample in 0..<file.sampleCount { text += " \(file.length(of: sample))" }
    var bytes = Array(text.utf8)
    try storing { () throws(StorageError) in
      for sample in Set([0, file.sampleCount - 1]).sorted() {
        let count = file.length(of: sample)
        var times = [Double](repeating: 0, count: count)
        var values = [Double](repeating: 0, count: count * file.seriesCount)
        var mask = [UInt8](repeating: 0, count: count * file.seriesCount)
        try file.read(sample: sample, start: 0, count: count, times: &times, values: &values, mask: &mask)
        for value in times + values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
        bytes += mask
      }
    }
    return bytes.withUnsafeBytes { SHA256.hex(of: $0) }
  }
}
