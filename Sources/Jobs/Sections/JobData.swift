import Text

/// Where the series come from and how they are cut: section `data` of a job file.
public struct JobData: Equatable, Sendable {
  /// The data set, an HDF5 file in the layout of series.
  public var file: String
  /// Random windows drawn from the series; nil: whole series.
  public var window: JobWindow?
  /// Whether the times of each window or series are shifted to start at 0.
  public var shiftTime = true
  /// Divisors of the series, one each, applied on reading and undone on output; nil: none.
  public var scale: [Double]?
  /// The fraction of the samples held out for validation, at least 0 and below 1.
  public var validation = 0.0
  /// Memory a rank may use to hold data.
  public var cache = ByteCount.mebibytes(256)

  /// Whole series of `file`, with the defaults of the job file.
  public init(file: String) {
    self.file = file
  }
}

extension JobData: JobSection {
  static var template: JobData { JobData(file: "") }

  static let keys: [JobKey<JobData>] = [
    JobKey(
      "file", \.file, .path, required: true,
      help: "The data set: an HDF5 file of series. Relative to the directory of the job file."),
    JobKey(
      "window", optionalSection: \.window,
      help: "Random windows of the series to train on; without the section, whole series."),
    JobKey(
      "shiftTime", \.shiftTime, .flag, derived: "true, or false if field.time is true",
      help: "Whether the times of each window or series are shifted to start at 0."),
    JobKey(
      "scale", optional: \.scale, .list(of: .number(.positive), emptyAllowed: false), unit: "units of each series",
      help: "Divisors of the series, one each in the order of the file, applied on reading and undone on output."),
    JobKey(
      "validation", \.validation, .number(.fraction),
      help: "Fraction of the samples held out for validation, chosen by the seed."),
    JobKey(
      "cache", \.cache, .byteCount, unit: "bytes",
      help: "Memory a rank may use to hold data between steps."),
  ]
}
