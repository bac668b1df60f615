/// The content of neighbouring samples over some steps, as it is stored in the file.
final class SeriesBlock {
  /// Bytes of values, [sample, step, series].
  let values: UnsafeMutableRawPointer
  /// Own times of the samples, [sample, step].
  let times: UnsafeMutablePointer<Double>?
  /// [sample, step, series].
  let mask: UnsafeMutablePointer<UInt8>?
  /// The most elements of `values` it holds.
  let capacity: Int

  /// The samples it holds now.
  private(set) var samples = 0..<0
  /// The steps it holds of each.
  private(set) var steps = 0..<0
  /// Whether the content of a sample has been checked.
  var isChecked: [Bool] = []

  init(source: SeriesSource, samples: Int, steps: Int) {
    let elements = samples * steps * source.shape[2]
    capacity = elements
    values = .allocate(byteCount: elements * source.values.elementType.byteCount, alignment: 64)
    times = source.times.map { _ in .allocate(capacity: samples * steps) }
    mask = source.mask.map { _ in .allocate(capacity: elements) }
  }

  deinit {
    values.deallocate()
    times?.deallocate()
    mask?.deallocate()
  }

  /// Reads samples from the file; the block holds nothing where that fails.
  func load(_ source: SeriesSource, samples: Range<Int>, steps: Range<Int>) throws(StorageError) {
    (self.samples, self.steps) = (0..<0, 0..<0)
    let offset = [samples.lowerBound, steps.lowerBound, 0]
    let count = [samples.count, steps.count, source.shape[2]]
    let total = count.reduce(1, *)
    if source.values.elementType == .float32 {
      try source.values.read(into: buffer(Float.self, total), offset: offset, count: count)
    } else {
      try source.values.read(into: buffer(Double.self, total), offset: offset, count: count)
    }
    if let dataset = source.times, let times {
      let times = UnsafeMutableBufferPointer(start: times, count: samples.count * steps.count)
      try dataset.readConverting(into: times, offset: Array(offset.prefix(2)), count: Array(count.prefix(2)))
    }
    if let dataset = source.mask, let mask {
      try dataset.read(into: UnsafeMutableBufferPointer(start: mask, count: total), offset: offset, count: count)
    }
    (self.samples, self.steps) = (samples, steps)
    isChecked = Array(repeating: false, count: samples.count)
  }

  private func buffer<Value>(_ type: Value.Type, _ count: Int) -> UnsafeMutableBufferPointer<Value> {
    UnsafeMutableBufferPointer(start: values.bindMemory(to: type, capacity: count), count: count)
  }
}
