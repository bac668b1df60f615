import Host
import Storage

/// A data set that can be generated or imported.
public struct DataSet: Sendable {
  /// An option of the command that a data set takes.
  public enum Option: String, Sendable, CaseIterable {
    case samples = "--samples"
    case observations = "--observations"
    case noise = "--noise"
    case seed = "--seed"
    case input = "--input"
    case timeColumn = "--time"
  }

  /// The name on the command line.
  public let name: String
  /// What it is, in one line.
  public let summary: String
  /// The options it takes.
  public let options: [Option]
  /// The size without a wish for another; nil where the input decides.
  let size: DataSetSize?
  private let generate: @Sendable (DataSetRequest, DataSetSize) throws(PathlineError) -> SeriesFileWriter<Double>

  /// Every data set.
  public static let all: [DataSet] = [spiral, lotkaVolterra, bouncingBall, csv]

  init(
    name: String, summary: String, options: [Option], size: DataSetSize? = nil,
    generate: @escaping @Sendable (DataSetRequest, DataSetSize) throws(PathlineError) -> SeriesFileWriter<Double>
  ) {
    self.name = name
    self.summary = summary
    self.options = options
    self.size = size
    self.generate = generate
  }

  /// Generates the data and writes them to a file, atomically.
  /// - Throws: ``Host/PathlineError`` for a request or an input that makes no sense or does not fit into memory, or a
  ///   file that cannot be written.
  public func write(_ request: DataSetRequest, to path: String) throws(PathlineError) {
    let size = DataSetSize(
      samples: request.samples ?? size?.samples ?? 1, observations: request.observations ?? size?.observations ?? 2)
    try size.requireMemory(host: .host(), process: .process())
    let writer = try generate(request, size)
    do throws(StorageError) {
      try writer.publish(to: path)
    } catch {
      throw PathlineError(error)
    }
  }
}
