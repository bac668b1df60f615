/// A number of bytes that job files write as `"64 MiB"` or as a plain whole number.
public struct ByteCount: Equatable, Hashable, Sendable {
  /// The bytes themselves, at least 0.
  public var bytes: Int

  /// A count of `bytes` bytes.
  public init(bytes: Int) {
    self.bytes = bytes
  }

  /// `count` times 2^20 bytes.
  public static func mebibytes(_ count: Int) -> ByteCount {
    ByteCount(bytes: count << 20)
  }
}
