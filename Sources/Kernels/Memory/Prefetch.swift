import CKernels

/// Memory that will be read soon, fetched into the cache bit by bit while products are computed.
///
/// A product knows how much work it is and fetches its share of the cache lines between its tiles. Asked for all at
/// once, lines wait for each other; asked for only when they are needed, the reader waits for them. Nothing but time
/// depends on it.
public struct Prefetch {
  private var line: UnsafeRawPointer
  private var lines: Int
  /// Multiply-adds for one line.
  private let price: Int
  /// Multiply-adds done that no line has been fetched for.
  private var credit = 0

  /// Bytes of a cache line on most CPUs; where lines are longer, some are asked for twice.
  private static let lineBytes = 64

  /// Plans to fetch `count` values while products of `work` multiply-adds in all are computed; to fetch none costs
  /// nothing.
  public init<Scalar: KernelScalar>(_ values: UnsafePointer<Scalar>, count: Int, during work: Int) {
    line = UnsafeRawPointer(values)
    lines = (count * MemoryLayout<Scalar>.stride + Self.lineBytes - 1) / Self.lineBytes
    price = max(1, work / max(1, lines))
  }

  /// Fetches what is due after more multiply-adds.
  @inline(always)
  mutating func advance(by work: Int) {
    guard lines > 0 else { return }
    credit &+= work
    while credit >= price && lines > 0 {
      pathline_prefetch(line)
      line += Self.lineBytes
      lines &-= 1
      credit &-= price
    }
  }
}
