/// The verification of a file's seal, a long reading of which several processes may each do a part.
public struct SealVerification {
  private let reader: FileReader
  private let tail: [UInt8]
  private let scheme: SealScheme?

  /// Looks at the end of a file.
  ///
  /// - Throws: An `.io` error where it cannot be read.
  public init(path: String) throws(StorageError) {
    reader = try FileReader(path: path)
    tail = try reader.read(from: max(0, reader.size - Seal.byteCount), count: min(Seal.byteCount, reader.size))
    scheme = SealScheme(footer: tail)
  }

  /// The bytes under the seal; 0 without one.
  public var byteCount: Int { scheme == nil ? 0 : reader.size - Seal.byteCount }

  /// How many pieces processes may share; 0 where one of them must read all that is to be read.
  public var pieceCount: Int {
    scheme == .pieces ? (byteCount + SealScheme.pieceBytes - 1) / SealScheme.pieceBytes : 0
  }

  /// Reads pieces and gives their hashes, in order.
  ///
  /// - Parameters:
  ///   - pieces: their numbers, below ``pieceCount``.
  ///   - note: told how many bytes have been read, now and then.
  /// - Throws: An `.io` error where the disk fails.
  public func hashes(of pieces: Range<Int>, note: (Int) -> Void = { _ in }) throws(StorageError) -> [UInt8] {
    var hashes: [UInt8] = []
    var done = 0
    for number in pieces {
      let start = number * SealScheme.pieceBytes
      let piece = try reader.read(from: start, count: min(SealScheme.pieceBytes, byteCount - start))
      hashes += piece.withUnsafeBytes { SealScheme.hash($0, number: number) }
      done += piece.count
      note(done)
    }
    return hashes
  }

  /// What the hashes of all pieces say.
  public func verdict(hashes: [UInt8]) -> Seal {
    tail == SealScheme.pieces.footer(SealScheme.digest(hashes: hashes), length: byteCount) ? .intact : .broken
  }

  /// Reads all that is to be read and says what it says.
  ///
  /// - Parameter note: told how many bytes have been read, now and then.
  /// - Throws: An `.io` error where the disk fails.
  public func verdict(note: (Int) -> Void = { _ in }) throws(StorageError) -> Seal {
    switch scheme {
    case nil:
      return Seal.unsealed(
        size: reader.size, superblock: Superblock(try reader.read(from: 0, count: Superblock.byteCount)))
    case .pieces: return verdict(hashes: try hashes(of: 0..<pieceCount, note: note))
    case .whole:
      var hash = SHA256()
      var offset = 0
      while offset < byteCount {
        let piece = try reader.read(from: offset, count: min(SealScheme.pieceBytes, byteCount - offset))
        guard !piece.isEmpty else { return .broken }
        piece.withUnsafeBytes { hash.update($0) }
        offset += piece.count
        note(offset)
      }
      return tail == SealScheme.whole.footer(SHA256.hex(hash.finish()), length: byteCount) ? .intact : .broken
    }
  }
}
