/// What the digest in a seal is taken of.
public enum SealScheme: String, Sendable, CaseIterable {
  /// All bytes in a row: small files, which are verified as a whole.
  case whole = "SHA256"
  /// The hashes of pieces, which several processes can share: large files.
  ///
  /// Each piece of ``pieceBytes``, the last one may be shorter, has the XXH64 of its bytes under its number as seed;
  /// the digest is the SHA-256 of these hashes, 8 bytes each, the least significant first.
  case pieces = "PIECES"

  /// Length of a piece.
  public static let pieceBytes = 1 << 20

  /// How a footer of this scheme begins.
  var prefix: [UInt8] { Array("\nPATHLINE \(rawValue) ".utf8) }

  /// The scheme of a footer; nil where the bytes are none.
  init?(footer: some Collection<UInt8>) {
    guard footer.count == Seal.byteCount, let scheme = Self.allCases.first(where: { footer.starts(with: $0.prefix) })
    else { return nil }
    self = scheme
  }

  /// The digest of bytes in memory, as hexadecimal digits.
  func digest(_ bytes: UnsafeRawBufferPointer) -> String {
    switch self {
    case .whole: return SHA256.hex(of: bytes)
    case .pieces:
      var hashes: [UInt8] = []
      for (number, start) in stride(from: 0, to: bytes.count, by: Self.pieceBytes).enumerated() {
        let end = min(bytes.count, start + Self.pieceBytes)
        hashes += Self.hash(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), number: number)
      }
      return Self.digest(hashes: hashes)
    }
  }

  /// The hash of a piece as 8 bytes.
  static func hash(_ piece: UnsafeRawBufferPointer, number: Int) -> [UInt8] {
    withUnsafeBytes(of: XXHash64.hash(piece, seed: UInt64(number)).littleEndian) { Array($0) }
  }

  /// The digest of the hashes of all pieces in order.
  static func digest(hashes: [UInt8]) -> String { hashes.withUnsafeBytes { SHA256.hex(of: $0) } }

  /// The footer with a digest of so many bytes.
  func footer(_ digest: String, length: Int) -> [UInt8] {
    let digits = String(length)
    return prefix + Array("\(digest) \(String(repeating: "0", count: 20 - digits.count))\(digits)\n".utf8)
  }
}
