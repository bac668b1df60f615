/// What a user asks of a data set; nil stands for the data set's own default.
public struct DataSetRequest: Sendable {
  /// How many series.
  public var samples: Int?
  /// Observations of each.
  public var observations: Int?
  /// Standard deviation of the normal noise added to each value.
  public var noise: Double?
  /// The key of all random numbers; default 0.
  public var seed: UInt64 = 0
  /// The file to import.
  public var input: String?
  /// The name of the column that holds the times.
  public var timeColumn: String?

  /// Asks for the defaults.
  public init() {}
}
