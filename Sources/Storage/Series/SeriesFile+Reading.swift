extension SeriesFile {
  /// Reads neighbouring observations of one sample.
  ///
  /// - Parameters:
  ///   - sample: 0 ..< `sampleCount`.
  ///   - start: The first observation's step.
  ///   - count: Observations, with `start + count` not beyond `length(of: sample)`.
  ///   - times: Receives `count` times.
  ///   - values: Receives [count, series] values, widened exactly; 0 where a value is missing.
  ///   - mask: Receives [count, series]: 1 observed, 0 missing.
  /// - Throws: A `.data` error with sample, step and series where an observed value is not finite, a time is not finite
  ///   or out of order, the mask is neither 0 nor 1, or a checksum does not match; an `.io` error where the disk fails.
  public func read(
    sample: Int, start: Int, count: Int, times: UnsafeMutablePointer<Double>, values: UnsafeMutablePointer<Double>,
    mask: UnsafeMutablePointer<UInt8>
  ) throws(StorageError) {
    precondition(sample >= 0 && sample < sampleCount, "sample \(sample) of \(sampleCount)")
    precondition(
      start >= 0 && count >= 0 && start + count <= length(of: sample),
      "observations \(start) ..< \(start + count) of \(length(of: sample))")
    guard count > 0 else { return }
    let block = try checkedBlock(sample: sample, start: start, count: count)
    let row = sample - block.samples.lowerBound
    let step = row * block.steps.count + start - block.steps.lowerBound
    if let sharedTimes {
      sharedTimes.withUnsafeBufferPointer { times.update(from: $0.baseAddress! + start, count: count) }
    } else if let own = block.times {
      times.update(from: own + step, count: count)
    }
    let total = count * seriesCount
    let origin = step * seriesCount
    let observed = block.mask.map { UnsafePointer($0 + origin) }
    if let observed { mask.update(from: observed, count: total) } else { mask.update(repeating: 1, count: total) }
    if elementType == .float32 {
      Self.widen(block.values.assumingMemoryBound(to: Float.self) + origin, observed, into: values, count: total)
    } else {
      Self.widen(block.values.assumingMemoryBound(to: Double.self) + origin, observed, into: values, count: total)
    }
  }

  /// A block that holds neighbouring observations of a sample, its content checked.
  func checkedBlock(sample: Int, start: Int, count: Int) throws(StorageError) -> SeriesBlock {
    let block = try block(sample: sample, start: start, count: count)
    let row = sample - block.samples.lowerBound
    if !block.isChecked[row] {
      try check(block, sample: sample)
      block.isChecked[row] = true
    }
    return block
  }

  private func block(sample: Int, start: Int, count: Int) throws(StorageError) -> SeriesBlock {
    guard plan.samplesPerBlock > 0 else {
      let window =
        if let window, window.capacity >= count * seriesCount { window } else {
          SeriesBlock(source: source, samples: 1, steps: count)
        }
      self.window = window
      try load(window, samples: sample..<sample + 1, steps: start..<start + count)
      return window
    }
    let number = sample / plan.samplesPerBlock
    let samples = samplesOfBlock(number)
    return try cache.block(number) {
      // Memory that will serve other blocks must hold the largest one.
      SeriesBlock(source: source, samples: plan.keepsAll ? samples.count : plan.samplesPerBlock, steps: timeCount)
    } load: { (block) throws(StorageError) in
      try load(block, samples: samples, steps: 0..<timeCount)
    }
  }

  /// The samples that are kept together under a number.
  func samplesOfBlock(_ number: Int) -> Range<Int> {
    let first = number * plan.samplesPerBlock
    return first..<min(first + plan.samplesPerBlock, sampleCount)
  }

  private func load(_ block: SeriesBlock, samples: Range<Int>, steps: Range<Int>) throws(StorageError) {
    try block.load(source, samples: samples, steps: steps)
    try extent.requireWhole()
  }

  /// Checks what a block holds of one sample, up to its length.
  private func check(_ block: SeriesBlock, sample: Int) throws(StorageError) {
    let first = block.steps.lowerBound
    let steps = min(block.steps.upperBound, length(of: sample)) - first
    let origin = (sample - block.samples.lowerBound) * block.steps.count
    let check = SeriesCheck(path: path)
    if let times = block.times {
      try check.times(times + origin, count: steps, from: first, sample: sample)
      try check.times(
        times + origin, count: steps, from: first, sample: sample, noneOf: source.missingMarks.times)
    }
    let mask = block.mask.map { UnsafePointer($0 + origin * seriesCount) }
    let count = steps * seriesCount
    if let mask { try check.mask(mask, count: count, series: seriesCount, from: first, sample: sample) }
    if elementType == .float32 {
      let values = block.values.assumingMemoryBound(to: Float.self) + origin * seriesCount
      try check.values(values, mask: mask, count: count, series: seriesCount, from: first, sample: sample)
      try check.values(
        values, mask: mask, count: count, series: seriesCount, from: first, sample: sample,
        noneOf: source.missingMarks.values)
    } else {
      let values = block.values.assumingMemoryBound(to: Double.self) + origin * seriesCount
      try check.values(values, mask: mask, count: count, series: seriesCount, from: first, sample: sample)
      try check.values(
        values, mask: mask, count: count, series: seriesCount, from: first, sample: sample,
        noneOf: source.missingMarks.values)
    }
  }

  private static func widen<Value: BinaryFloatingPoint>(
    _ stored: UnsafePointer<Value>, _ observed: UnsafePointer<UInt8>?, into values: UnsafeMutablePointer<Double>,
    count: Int
  ) {
    if let observed {
      for index in 0..<count { values[index] = observed[index] == 0 ? 0 : Double(stored[index]) }
    } else {
      for index in 0..<count { values[index] = Double(stored[index]) }
    }
  }
}
