/// The head of an HDF5 file: where it believes it ends.
///
/// Layout of versions 0 to 3 from the HDF5 File Format Specification, section II.A.
struct Superblock {
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Enough bytes to hold the fields read here, of any version.
  static let byteCount = 48

  /// The address behind the last byte HDF5 uses, from the start of the file; nil where the head is cut off or of an
  /// unknown version.
  let endOfFile: UInt64?

  /// Reads the head from the first bytes of a file; nil where they do not start with the signature of HDF5.
  init?(_ bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(Self.byteCount))
    guard head.starts(with: Self.signature) else { return nil }
    func number(at offset: Int) -> UInt64? {
      guard head.count >= offset + 8 else { return nil }
      return head[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    guard head.count > 13 else {
      endOfFile = nil
      return
    }
    switch head[8] {
    // The specification calls byte 13 (versions 0 and 1) or 9 the size of an address; only 8 is ever used.
    case 0 where head[13] == 8: endOfFile = number(at: 40)
    case 2 where head[9] == 8, 3 where head[9] == 8: endOfFile = number(at: 28)
    default: endOfFile = nil
    }
  }
}

extension Superblock {
  /// What the head of a file on disk says, found before HDF5 is asked to open it.
  struct Location {
    let fileSize: Int
    let endOfFile: UInt64?

    /// - Throws: An `.io` error where the file cannot be read; a `.data` error where it is not HDF5.
    init(path: String) throws(StorageError) {
      let reader = try FileReader(path: path)
      fileSize = reader.size
      // The specification allows a user block in front: the head is at 0, 512, 1024, 2048, ...
      var offset = 0
      while offset < max(fileSize, 1) {
        if let superblock = Superblock(try reader.read(from: offset, count: Superblock.byteCount)) {
          endOfFile = superblock.endOfFile
          return
        }
        offset = offset == 0 ? 512 : 2 * offset
      }
      throw HDF5File.notHDF5(path: path, size: fileSize)
    }
  }
}
