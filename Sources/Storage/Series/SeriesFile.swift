/// A data set of time series: samples observed at times, each observation a value of every series.
///
/// The file has `/values` [sample, time, series], its times as `/time` [time] for all samples or `/times`
/// [sample, time] for each, and optionally `/length` [sample] (observations of each sample) and `/mask`
/// [sample, time, series] (1 observed, 0 missing). Shapes and types are checked on opening; content when it is read:
/// a bad value is reported only where its sample is used.
///
/// Samples are kept in memory by blocks of neighbours, within a budget of bytes: a data set that fits is read from the
/// disk once, a larger one streams, and the block used longest ago makes room. HDF5 itself keeps chunks besides: of
/// every dataset two, or 1 MiB where that is more. The lengths of the samples are always kept, 8 bytes each.
///
/// Not for use by two threads at a time.
public final class SeriesFile {
  /// The path as it was given.
  public let path: String
  /// Samples in the file, at least 1.
  public let sampleCount: Int
  /// Length of the time axis, at least 1: the most observations a sample has.
  public let timeCount: Int
  /// Series in every observation, at least 1.
  public let seriesCount: Int
  /// The names of the series: the attribute `names` of `/values`, or `series 0`, `series 1` and so on without it.
  public let seriesNames: [String]
  /// Whether the file names its series.
  public let hasSeriesNames: Bool
  /// The number type of `/values`: `float32` or `float64`.
  public let elementType: ElementType
  /// Whether values may be missing.
  public let hasMask: Bool
  /// The times all samples share; nil where each sample has its own.
  public let sharedTimes: [Double]?

  let lengths: [Int64]?
  let source: SeriesSource
  let extent: FileExtent
  let plan: SeriesBlockLayout
  let cache: SeriesBlockCache
  let readAhead: ReadAhead?
  /// Takes the windows of samples that are too large for the budget; nil where whole samples are kept.
  var window: SeriesBlock?

  /// Opens a data set and checks its layout.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - cacheBytes: Memory for samples, in bytes.
  /// - Throws: An `.io` error where the file cannot be read; a `.data` error, with the dataset at fault, where it is
  ///   not HDF5, lacks a dataset or holds one of another type or shape.
  public static func open(_ path: String, cacheBytes: Int) throws(StorageError) -> SeriesFile {
    let extent = try FileExtent(path)
    return try SeriesFile(try SeriesSource(try HDF5File.open(path)), extent, cacheBytes: cacheBytes)
  }

  private init(_ source: SeriesSource, _ extent: FileExtent, cacheBytes: Int) throws(StorageError) {
    self.source = source
    self.extent = extent
    path = source.path
    (sampleCount, timeCount, seriesCount) = (source.shape[0], source.shape[1], source.shape[2])
    let names = try source.seriesNames()
    seriesNames = names ?? (0..<source.shape[2]).map { "series \($0)" }
    hasSeriesNames = names != nil
    elementType = source.values.elementType
    hasMask = source.mask != nil
    sharedTimes = try source.sharedTimes()
    lengths = try source.lengths()
    plan = SeriesBlockLayout(source: source, cacheBytes: cacheBytes)
    cache = SeriesBlockCache(capacity: plan.capacity)
    readAhead = ReadAhead(source.path)
  }

  /// Bytes one whole sample takes in memory: its values as they are stored, its mask, and its own times.
  public var sampleBytes: Int { source.sampleBytes }

  /// The most observations a sample has.
  public var longest: Int { lengths?.max().map { Int($0) } ?? timeCount }

  /// Observations of a sample: its entry of `/length`, or `timeCount` without one.
  public func length(of sample: Int) -> Int {
    lengths.map { Int($0[sample]) } ?? timeCount
  }
}
