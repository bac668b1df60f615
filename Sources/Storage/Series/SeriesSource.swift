/// The datasets of a data set of series, their layout checked.
struct SeriesSource {
  let path: String
  let values: Dataset
  /// `/times`, or nil where `/time` is shared.
  let times: Dataset?
  let mask: Dataset?
  /// Finite numbers that stand for a missing value, and for a missing time.
  let missingMarks: (values: [Double], times: [Double])
  private let file: HDF5File
  private let conventions: SeriesConventions

  /// Lengths of `/values`: samples, times, series.
  var shape: [Int] { values.shape }

  /// Bytes one whole sample takes in memory: its values as they are stored, its mask, and its own times.
  var sampleBytes: Int {
    let elements = shape[1] * shape[2]
    return elements * (values.elementType.byteCount + (mask == nil ? 0 : 1)) + (times == nil ? 0 : shape[1] * 8)
  }

  init(_ file: HDF5File) throws(StorageError) {
    self.file = file
    path = file.path
    let root = try file.attributes()
    if root.has("pathline_kind"), case let kind = try root.string("pathline_kind"), kind != "series" {
      throw StorageError(
        .data, path: path, object: "/, attribute pathline_kind",
        problem: "the file is a \(kind), not a data set of series",
        cure: "name a data set")
    }
    values = try file.dataset("/values")
    conventions = try SeriesConventions(values)
    guard values.shape.count == 3, values.shape.allSatisfy({ $0 > 0 }) else {
      throw values.error(
        "the shape is \(values.shape), but must be [sample, time, series] with at least one of each",
        cure: "write /values with three axes")
    }
    try conventions.requireOrder()
    guard values.elementType == .float32 || values.elementType == .float64 else {
      throw values.error(
        "elements are \(values.elementType.rawValue), but must be float32 or float64",
        cure: "write /values as float32 or float64")
    }
    mask = file.hasDataset("/mask") ? try file.dataset("/mask") : nil
    let times = file.hasDataset("/times") ? try file.dataset("/times") : nil
    var marks: [Double] = []
    if let times {
      let own = try SeriesConventions(times)
      try own.requireOrder(as: conventions, axes: 0..<2)
      try Self.requireTimes(times, shape: [values.shape[0], values.shape[1]])
      marks = own.missingMarks
    }
    self.times = times
    missingMarks = (conventions.missingMarks, marks)
    if let mask {
      let own = try SeriesConventions(mask)
      try own.requireOrder(as: conventions, axes: 0..<3)
      guard !own.missingMarks.contains(1) else {
        throw mask.error(
          "1 stands for an observed value and, by its attributes, for a missing entry too",
          cure: "write it without _FillValue and missing_value")
      }
      try Self.require(mask, shape: values.shape)
      guard mask.elementType == .uint8 || mask.elementType == .boolean else {
        throw mask.error(
          "elements are \(mask.elementType.rawValue), but must be uint8", cure: "write /mask as uint8, 1 or 0")
      }
    }
  }

  /// The times of `/time`, checked; nil where there is `/times`.
  func sharedTimes() throws(StorageError) -> [Double]? {
    guard times == nil else { return nil }
    let time = file.hasDataset("/time") ? try file.dataset("/time") : nil
    // netCDF stores a dimension without times as a dataset too, without content.
    guard let time, try !isBareDimension(time) else {
      throw StorageError(
        .data, path: path, object: "/time", problem: "the data set has no times",
        cure: "write /time [time] for all samples or /times [sample, time] for each")
    }
    let own = try SeriesConventions(time)
    try own.requireOrder(as: conventions, axes: 1..<2)
    try Self.requireTimes(time, shape: [values.shape[1]])
    let times = try time.readConverting(Double.self)
    try times.withUnsafeBufferPointer { (times) throws(StorageError) in
      let check = SeriesCheck(path: path)
      try check.times(times.baseAddress!, count: times.count, from: 0, sample: nil)
      try check.times(times.baseAddress!, count: times.count, from: 0, sample: nil, noneOf: own.missingMarks)
    }
    return times
  }

  /// The entries of `/length`, checked; nil without it.
  func lengths() throws(StorageError) -> [Int64]? {
    guard file.hasDataset("/length") else { return nil }
    let length = try file.dataset("/length")
    let own = try SeriesConventions(length)
    try Self.require(length, shape: [shape[0]])
    let lengths = try length.read(Int64.self)
    let check = SeriesCheck(path: path)
    try check.lengths(lengths, timeCount: shape[1])
    try check.lengths(lengths, noneOf: own.missingMarks)
    return lengths
  }

  /// The attribute `names` of `/values`; nil without it.
  func seriesNames() throws(StorageError) -> [String]? {
    guard values.attributes.has("names") else { return nil }
    var names = try values.attributes.strings("names")
    if names.count == 1, shape[2] > 1 {
      names = names[0].split(separator: ",", omittingEmptySubsequences: false).map { name in
        String(name.drop { $0 == " " })
      }
    }
    guard names.count == shape[2] else {
      throw StorageError(
        .data, path: path, object: "/values, attribute names",
        problem: "\(names.count) names are given for \(shape[2]) series", cure: "give one name per series")
    }
    return names
  }

  private func isBareDimension(_ time: Dataset) throws(StorageError) -> Bool {
    guard time.attributes.has("NAME") else { return false }
    return try time.attributes.string("NAME").hasPrefix(HDF5Image.withoutVariable)
  }

  private static func requireTimes(_ times: Dataset, shape: [Int]) throws(StorageError) {
    try require(times, shape: shape)
    guard times.elementType == .float32 || times.elementType == .float64 else {
      throw times.error(
        "elements are \(times.elementType.rawValue), but must be float32 or float64",
        cure: "write \(times.name) as float64")
    }
  }

  private static func require(_ dataset: Dataset, shape: [Int]) throws(StorageError) {
    guard dataset.shape == shape else {
      throw dataset.error(
        "the shape is \(dataset.shape), but /values asks for \(shape)", cure: "write both with the same axes")
    }
  }
}
