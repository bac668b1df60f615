import Storage

/// What the elements of an array have in common.
public struct ArrayStatistics: Sendable, Equatable {
  /// Elements that are not numbers.
  public var nanCount = 0
  /// Elements that are infinite.
  public var infiniteCount = 0
  /// The smallest element; nil where none is a number.
  public var minimum: StoredNumber?
  /// The largest element; nil where none is a number.
  public var maximum: StoredNumber?
  /// The mean of the finite elements; nil where there are none, infinite where their sum is beyond double precision.
  public var mean: Double?
}

/// Reads an array block by block and sums it up.
struct StatisticsVisitor: StoredVisitor {
  /// Memory for a block, in bytes.
  static let blockBytes = 1 << 20

  let dataset: Dataset

  func visit<Value: StoredScalar>(_ type: Value.Type) throws(StorageError) -> ArrayStatistics {
    var statistics = ArrayStatistics()
    var extremes: (least: Value, greatest: Value)?
    var sum = CompensatedSum()
    var finite = 0
    var buffer: [Value] = []
    try dataset.forEachBlock(ofBytes: Self.blockBytes) { (offset, count) throws(StorageError) in
      try buffer.fill(from: dataset, offset: offset, count: count)
      for value in buffer {
        if value.isNaN {
          statistics.nanCount += 1
          continue
        }
        if let known = extremes {
          if value < known.least { extremes?.least = value }
          if known.greatest < value { extremes?.greatest = value }
        } else {
          extremes = (value, value)
        }
        if value.isInfinite {
          statistics.infiniteCount += 1
        } else {
          sum.add(value.double)
          finite += 1
        }
      }
    }
    statistics.minimum = extremes?.least.number
    statistics.maximum = extremes?.greatest.number
    statistics.mean = finite > 0 ? sum.value / Double(finite) : nil
    return statistics
  }
}
