extension SeriesFile {
  /// Steps looked at together where a sample does not fit into the memory for samples.
  private static let stepsTogether = 4096

  /// How many of the first `end` observations of a sample have a value of every series.
  ///
  /// - Throws: As ``read(sample:start:count:times:values:mask:)``.
  public func completeCount(of sample: Int, before end: Int) throws(StorageError) -> Int {
    var count = 0
    _ = try firstComplete(of: sample, before: end) { _ in
      count += 1
      return false
    }
    return count
  }

  /// The step of an observation that is the `place`-th, from 0 on, of those that have a value of every series.
  ///
  /// - Throws: As ``read(sample:start:count:times:values:mask:)``.
  public func completeStep(_ place: Int, of sample: Int) throws(StorageError) -> Int {
    var left = place
    let step = try firstComplete(of: sample, before: length(of: sample)) { _ in
      left -= 1
      return left < 0
    }
    guard let step else { preconditionFailure("sample \(sample) has no complete observation number \(place)") }
    return step
  }

  /// The first step before `end` that has a value of every series and that `body` takes.
  private func firstComplete(
    of sample: Int, before end: Int, _ body: (Int) -> Bool
  ) throws(StorageError) -> Int? {
    var start = 0
    while start < end {
      let count = min(Self.stepsTogether, end - start)
      let block = try checkedBlock(sample: sample, start: start, count: count)
      let row = (sample - block.samples.lowerBound) * block.steps.count + start - block.steps.lowerBound
      let mask = block.mask.map { UnsafePointer($0 + row * seriesCount) }
      for step in 0..<count {
        let isComplete = mask.map { mask in (0..<seriesCount).allSatisfy { mask[step * seriesCount + $0] == 1 } }
        if isComplete ?? true, body(start + step) { return start + step }
      }
      start += count
    }
    return nil
  }
}
