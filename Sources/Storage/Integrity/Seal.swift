/// A footer behind the end of an HDF5 file that covers every byte before it.
///
/// Checksums of chunks cover the content of large datasets only; the seal covers metadata, attributes and small arrays
/// too. HDF5 ignores bytes behind its own end of file, so every reader opens a sealed file. A tool that changes the
/// file either removes the seal or breaks it.
///
/// The footer is 103 bytes of ASCII: a newline, `PATHLINE SHA256` or `PATHLINE PIECES` (``SealScheme``), a space, 64
/// hexadecimal digits of a digest of the bytes before the footer, a space, their number in 20 decimal digits, and a
/// newline.
public enum Seal: Sendable, Equatable {
  /// Every byte is as it was sealed.
  case intact
  /// There is no seal: another tool wrote or extended the file.
  case absent
  /// The file is damaged, or was edited in place after it was sealed.
  case broken

  /// Length of the footer.
  public static let byteCount = 103

  /// Appends the footer.
  public static func append(to bytes: inout [UInt8], scheme: SealScheme = .whole) {
    bytes.append(contentsOf: bytes.withUnsafeBytes { scheme.footer(scheme.digest($0), length: $0.count) })
  }

  /// Checks the bytes of a whole file.
  public static func verify(_ bytes: [UInt8]) -> Seal {
    let footer = bytes.suffix(byteCount)
    guard let scheme = SealScheme(footer: footer) else {
      return unsealed(size: bytes.count, superblock: Superblock(bytes))
    }
    let length = bytes.count - byteCount
    let digest = bytes.withUnsafeBytes { scheme.digest(UnsafeRawBufferPointer(rebasing: $0[..<length])) }
    return footer.elementsEqual(scheme.footer(digest, length: length)) ? .intact : .broken
  }

  /// Checks a file on disk, reading it in pieces.
  ///
  /// - Throws: An `.io` error where it cannot be read.
  public static func verify(path: String) throws(StorageError) -> Seal {
    try SealVerification(path: path).verdict()
  }

  /// Whether a file on disk ends before the end that HDF5 wrote down, which HDF5 itself notices when it opens the file.
  ///
  /// - Throws: An `.io` error where it cannot be read.
  public static func isCutShort(path: String) throws(StorageError) -> Bool {
    let reader = try FileReader(path: path)
    guard let end = Superblock(try reader.read(from: 0, count: Superblock.byteCount))?.endOfFile else { return false }
    return UInt64(reader.size) < end
  }

  /// Tells a file that never had a seal from one whose footer is damaged, by HDF5's own idea of its end.
  ///
  /// What follows that end can only be the rest of a seal.
  static func unsealed(size: Int, superblock: Superblock?) -> Seal {
    guard let end = superblock?.endOfFile else { return .absent }
    return end == UInt64(size) ? .absent : .broken
  }
}
