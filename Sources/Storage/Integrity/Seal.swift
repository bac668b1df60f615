import Glibc

/// A footer behind the end of an HDF5 file that covers every byte before it.
///
/// Checksums of chunks cover the content of large datasets only; the seal covers metadata, attributes and small arrays
/// too. HDF5 ignores bytes behind its own end of file, so every reader opens a sealed file. A tool that changes the
/// file either removes the seal or breaks it.
///
/// The footer is 103 bytes of ASCII: a newline, `PATHLINE SHA256`, a space, 64 hexadecimal digits of the SHA-256 of the
/// bytes before the footer, a space, their number in 20 decimal digits, and a newline.
public enum Seal: Sendable, Equatable {
  /// Every byte is as it was sealed.
  case intact
  /// There is no seal: another tool wrote or extended the file.
  case absent
  /// The file is damaged, or was edited in place after it was sealed.
  case broken

  /// Length of the footer.
  public static let byteCount = 103

  private static let prefix = Array("\nPATHLINE SHA256 ".utf8)

  /// Appends the footer.
  public static func append(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: bytes.withUnsafeBytes { footer(hex: SHA256.hex(of: $0), length: $0.count) })
  }

  /// Checks the bytes of a whole file.
  public static func verify(_ bytes: [UInt8]) -> Seal {
    guard bytes.suffix(byteCount).starts(with: prefix), bytes.count >= byteCount else {
      return unsealed(size: bytes.count, superblock: Superblock(bytes))
    }
    let length = bytes.count - byteCount
    let hex = bytes.withUnsafeBytes { SHA256.hex(of: UnsafeRawBufferPointer(rebasing: $0[..<length])) }
    return bytes[length...].elementsEqual(footer(hex: hex, length: length)) ? .intact : .broken
  }

  /// Checks a file on disk, reading it in pieces.
  ///
  /// - Throws: An `.io` error where it cannot be read.
  public static func verify(path: String) throws(StorageError) -> Seal {
    let reader = try FileReader(path: path)
    let tail = try reader.read(from: max(0, reader.size - byteCount), count: min(byteCount, reader.size))
    guard tail.count == byteCount, tail.starts(with: prefix) else {
      return unsealed(
        size: reader.size, superblock: Superblock(try reader.read(from: 0, count: Superblock.byteCount)))
    }
    var hash = SHA256()
    var offset = 0
    let length = reader.size - byteCount
    while offset < length {
      let piece = try reader.read(from: offset, count: min(1 << 20, length - offset))
      guard !piece.isEmpty else { return .broken }
      piece.withUnsafeBytes { hash.update($0) }
      offset += piece.count
    }
    return tail == footer(hex: SHA256.hex(hash.finish()), length: length) ? .intact : .broken
  }

  /// Whether a file on disk ends before the end that HDF5 wrote down, which HDF5 itself notices when it opens the file.
  ///
  /// - Throws: An `.io` error where it cannot be read.
  public static func isCutShort(path: String) throws(StorageError) -> Bool {
    let reader = try FileReader(path: path)
    guard let end = Superblock(try reader.read(from: 0, count: Superblock.byteCount))?.endOfFile else { return false }
    return UInt64(reader.size) < end
  }

  /// Without a readable footer, HDF5's own idea of its end tells a file that never had one from a damaged one: what
  /// follows the end can only be the rest of a seal.
  private static func unsealed(size: Int, superblock: Superblock?) -> Seal {
    guard let end = superblock?.endOfFile else { return .absent }
    return end == UInt64(size) ? .absent : .broken
  }

  private static func footer(hex: String, length: Int) -> [UInt8] {
    let digits = String(length)
    return prefix + Array("\(hex) \(String(repeating: "0", count: 20 - digits.count))\(digits)\n".utf8)
  }
}
