/// Writes a data set of time series in the layout `SeriesFile` reads.
public struct SeriesFileWriter<Value: StorageScalar & BinaryFloatingPoint> {
  /// [sample, time, series], row-major; what is missing or behind a sample's length is ignored and written as NaN.
  public var values: [Value]
  /// Samples, at least 1.
  public var sampleCount: Int
  /// Steps of the time axis, at least 1.
  public var timeCount: Int
  /// Series, at least 1.
  public var seriesCount: Int
  /// When the observations were made.
  public var times: SeriesTimes
  /// Observations of each sample, from 1 to `timeCount`; nil where all have `timeCount`.
  public var lengths: [Int]?
  /// [sample, time, series]: 1 observed, 0 missing; nil where nothing is missing.
  public var mask: [UInt8]?
  /// One name per series; nil for none.
  public var names: [String]?
  /// What the data are, for readers of the file.
  public var title = ""
  /// Where the data come from.
  public var source = ""
  /// The unit of the times: `1` (none) or `s`, which every netCDF reader leaves as numbers.
  public var timeUnit = "1"

  /// Describes a data set without missing values; the other properties may be set before it is published.
  public init(values: [Value], sampleCount: Int, timeCount: Int, seriesCount: Int, times: SeriesTimes) {
    self.values = values
    self.sampleCount = sampleCount
    self.timeCount = timeCount
    self.seriesCount = seriesCount
    self.times = times
  }

  /// Checks everything a reader checks, and puts the sealed file in the place of `path`, atomically.
  ///
  /// - Throws: A `.data` error where an array has the wrong length or bad content; an `.io` error where the file cannot
  ///   be written.
  public func publish(to path: String) throws(StorageError) {
    try check(path)
    // Whoever trains on the file reads samples from it without reading all of it, so every array tells of its damage.
    let image = try HDF5Image(checksummedBytes: 0)
    try image.setAttribute("Conventions", "CF-1.8")
    try image.setAttribute("pathline_kind", "series")
    try image.setAttribute("title", .string(title))
    try image.setAttribute("source", .string(source))
    try image.addDimension("sample", length: sampleCount)
    let timed = try addTimes(image)
    try image.addDimension("series", length: seriesCount)
    try image.addDataset("values", dimensions: ["sample", "time", "series"], values: valuesWithGaps())
    if let names { try image.setAttribute("names", .strings(names), of: "values") }
    if timed == "times" { try image.setAttribute("coordinates", "times", of: "values") }
    if let mask {
      try image.addDataset("mask", dimensions: ["sample", "time", "series"], values: mask)
      try image.setAttribute("long_name", "1 where the value is observed, 0 where it is missing", of: "mask")
    }
    if let lengths {
      try image.addDataset("length", dimensions: ["sample"], values: lengths.map { Int64($0) })
      try image.setAttribute("long_name", "observations of the sample", of: "length")
    }
    // Data sets may be large, and all of them are read before training: the ranks share the verification.
    try image.publish(to: path, seal: .pieces)
  }

  /// Adds the dimension `time` and the times; gives the name of the dataset that holds them.
  private func addTimes(_ image: HDF5Image) throws(StorageError) -> String {
    let name: String
    switch times {
    case .shared(let times):
      name = "time"
      try image.addCoordinate(name, values: times)
    case .perSample(let times):
      name = "times"
      try image.addDimension("time", length: timeCount)
      try image.addDataset(
        name, dimensions: ["sample", "time"],
        values: times.indices.map { $0 % timeCount < length(of: $0 / timeCount) ? times[$0] : .nan })
    }
    try image.setAttribute("units", .string(timeUnit), of: name)
    try image.setAttribute("long_name", "time of the observation", of: name)
    return name
  }

  private func length(of sample: Int) -> Int { lengths?[sample] ?? timeCount }

  private func valuesWithGaps() -> [Value] {
    guard lengths != nil || mask != nil else { return values }
    var gapped = values
    for sample in 0..<sampleCount {
      let first = sample * timeCount * seriesCount
      for index in first..<first + timeCount * seriesCount {
        let isPadding = index - first >= length(of: sample) * seriesCount
        if isPadding || mask?[index] == 0 { gapped[index] = .nan }
      }
    }
    return gapped
  }

  private func check(_ path: String) throws(StorageError) {
    guard sampleCount > 0, timeCount > 0, seriesCount > 0 else {
      throw StorageError(
        .data, path: path, object: "/values",
        problem: "the shape is \([sampleCount, timeCount, seriesCount]), but every axis must have an element",
        cure: "write at least one sample")
    }
    let elements = sampleCount * timeCount * seriesCount
    try requireCount(values.count, elements, "/values", path)
    if let mask { try requireCount(mask.count, elements, "/mask", path) }
    if let names { try requireCount(names.count, seriesCount, "/values, attribute names", path) }
    let check = SeriesCheck(path: path)
    if let lengths {
      try requireCount(lengths.count, sampleCount, "/length", path)
      try check.lengths(lengths.map { Int64($0) }, timeCount: timeCount)
    }
    switch times {
    case .shared(let times):
      try requireCount(times.count, timeCount, "/time", path)
      try Self.reading(times) { (start) throws(StorageError) in
        try check.times(start, count: timeCount, from: 0, sample: nil)
      }
    case .perSample(let times):
      try requireCount(times.count, sampleCount * timeCount, "/times", path)
      try Self.reading(times) { (start) throws(StorageError) in
        for sample in 0..<sampleCount {
          try check.times(start + sample * timeCount, count: length(of: sample), from: 0, sample: sample)
        }
      }
    }
    try checkValues(check)
  }

  private func checkValues(_ check: SeriesCheck) throws(StorageError) {
    for sample in 0..<sampleCount {
      let first = sample * timeCount * seriesCount
      let count = length(of: sample) * seriesCount
      if let mask {
        try Self.reading(mask) { (start) throws(StorageError) in
          try check.mask(start + first, count: count, series: seriesCount, from: 0, sample: sample)
          try Self.reading(values) { (values) throws(StorageError) in
            try check.values(
              values + first, mask: start + first, count: count, series: seriesCount, from: 0, sample: sample)
          }
        }
      } else {
        try Self.reading(values) { (values) throws(StorageError) in
          try check.values(values + first, mask: nil, count: count, series: seriesCount, from: 0, sample: sample)
        }
      }
    }
  }

  private func requireCount(_ count: Int, _ wanted: Int, _ object: String, _ path: String) throws(StorageError) {
    guard count == wanted else {
      throw StorageError(
        .data, path: path, object: object, problem: "\(count) entries were given instead of \(wanted)",
        cure: "give one entry per element")
    }
  }

  private static func reading<T>(
    _ array: [T], _ body: (UnsafePointer<T>) throws(StorageError) -> Void
  ) throws(StorageError) {
    try array.withUnsafeBufferPointer { (buffer) throws(StorageError) in try body(buffer.baseAddress!) }
  }
}
