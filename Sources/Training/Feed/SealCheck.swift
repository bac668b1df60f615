import Host
import Messaging
import Storage

/// Keeps damaged files from HDF5.
///
/// A single wrong bit in a file's inner structure may read as zeros without any error, or never come back, so a file
/// whose seal says that it is damaged is refused before HDF5 is given it. Files without a seal pass: other programs
/// write none.
enum SealCheck {
  /// Refuses a damaged file.
  ///
  /// - Throws: A `.data` error.
  static func refuseBroken(_ path: String) throws(PathlineError) {
    // A file that cannot be read is told by opening it.
    if let seal = try? Seal.verify(path: path) { try refuse(seal, path) }
  }

  /// Refuses a damaged file that is large: the ranks that read the same copy read a part of it each; a collective call.
  ///
  /// A seal of the whole file, as data sets had before there were others, is read by the first rank of each copy.
  /// - Throws: A `.data` error; an `.io` error where the disk fails.
  static func refuseBroken(
    _ path: String, _ copies: DataCopies, _ communicator: Communicator, _ console: Console
  ) throws(PathlineError) {
    // A file that cannot be read is told by opening it.
    let own = try? SealVerification(path: path)
    var progress = ReadingProgress(console, "verifying \(path)", total: own?.byteCount ?? 0)
    defer { progress.end() }
    let hashes = try Collective.onEveryRank(communicator) { () throws(PathlineError) -> [UInt8] in
      guard let own else { return [] }
      let part = copies.part(of: own.pieceCount)
      return try storing { () throws(StorageError) in
        // The parts are alike, so the others are about as far.
        try own.hashes(of: part) { progress.note($0 * copies.share.ranks) }
      }
    }
    let all = try share(hashes, of: copies, communicator)
    try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      guard copies.isFirst, let own else { return }
      try refuse(
        own.pieceCount > 0
          ? own.verdict(hashes: all)
          : try storing { () throws(StorageError) in try own.verdict { progress.note($0) } }, path)
    }
  }

  /// The hashes of all ranks that read this rank's copy, in order; a collective call.
  private static func share(
    _ hashes: [UInt8], of copies: DataCopies, _ communicator: Communicator
  ) throws(PathlineError) -> [UInt8] {
    let head = withUnsafeBytes(of: (UInt64(copies.copy), UInt64(hashes.count))) { Array($0) }
    let all = try messaging { () throws(MessagingError) in
      let gathered = try communicator.gather(head + hashes, at: 0)
      return try communicator.broadcast(gathered.flatMap(\.self), from: 0)
    }
    var own: [UInt8] = []
    var place = 0
    while place < all.count {
      let (copy, count) = all.withUnsafeBytes {
        (
          $0.loadUnaligned(fromByteOffset: place, as: UInt64.self),
          Int($0.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self))
        )
      }
      if copy == UInt64(copies.copy) { own += all[place + head.count..<place + head.count + count] }
      place += head.count + count
    }
    return own
  }

  private static func refuse(_ seal: Seal, _ path: String) throws(PathlineError) {
    // What was cut short is told by opening it.
    guard seal == .broken, (try? Seal.isCutShort(path: path)) == false else { return }
    throw PathlineError(
      .data,
      """
      \(path): the seal behind the data is broken: the file is damaged, or was edited in place. Use another copy or \
      make it anew; if it was edited on purpose, copy it with h5repack, which leaves the seal out.
      """)
  }
}
