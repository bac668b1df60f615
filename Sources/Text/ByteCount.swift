/// A number of bytes that job files write as `"64 MiB"` or as a plain whole number.
public struct ByteCount: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The bytes themselves, at least 0.
  public var bytes: Int

  /// The units a count may have, largest first.
  static let units: [(name: String, shift: Int)] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)]

  /// A count of `bytes` bytes.
  public init(bytes: Int) {
    self.bytes = bytes
  }

  /// `count` times 2^20 bytes.
  public static func mebibytes(_ count: Int) -> ByteCount {
    ByteCount(bytes: count << 20)
  }

  /// Reads `64 MiB`, `1.5GiB` or `4096`: a decimal number and one of B, KiB, MiB, GiB, TiB (bytes without one).
  ///
  /// Nil for any other text, for a fraction of a byte and for counts of 2^53 bytes or more.
  public init?(_ text: String) {
    let letters = text.drop { !$0.isLetter }
    let digits = text.prefix(text.count - letters.count).drop { $0 == " " }
    let number = digits.reversed().drop { $0 == " " }.reversed()
    let name = letters.isEmpty ? "B" : String(letters)
    guard let unit = ByteCount.units.first(where: { $0.name == name }), let first = number.first,
      first.isASCII, first.isNumber, number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      let value = Double(String(number))
    else { return nil }
    let bytes = value * Double(1 << unit.shift)
    guard bytes == bytes.rounded(), bytes < 0x1p53 else { return nil }
    self.bytes = Int(bytes)
  }

  /// The count in the largest unit that divides it: text that reads back as the same count.
  public var description: String {
    for (name, shift) in ByteCount.units where bytes >= 1 << shift && bytes & (1 << shift - 1) == 0 {
      return "\(bytes >> shift) \(name)"
    }
    return "\(bytes) B"
  }

  /// The count to about three digits, for people: `1.46 MiB`.
  public var rounded: String {
    for (name, shift) in ByteCount.units where bytes >= 1 << shift && shift > 0 {
      let value = Double(bytes) / Double(1 << shift)
      return NumberText.fixed(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " " + name
    }
    return "\(bytes) B"
  }
}
