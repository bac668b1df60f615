/// How a file stores an array and what it calls its axes.
public struct DatasetLayout: Sendable, Equatable {
  /// The name of each axis, that of its dimension scale without the groups around it; nil for an axis without one.
  public let dimensions: [String?]
  /// Bytes the elements take in the file.
  public let storedBytes: Int
  /// What every chunk goes through on its way to the file, in order, such as `shuffle`, `deflate` and `fletcher32`.
  public let filters: [String]
  /// Whether the array only stands for a dimension without coordinate values and has no content.
  public let isBareDimension: Bool
}
