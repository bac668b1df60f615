import Host
import Messaging
import Storage

/// Which ranks read the same file: hosts may share a data set, or have copies on disks of their own.
///
/// Copies need not be equal, and nobody would notice: every rank reads what it needs from its own. So each copy is
/// looked at as a whole, by the ranks that have it.
struct DataCopies {
  /// How many files the ranks read.
  let count: Int
  /// Which of them this rank reads, `0 ..< count`.
  let copy: Int
  /// The place of this rank among those that read the same, and their number.
  let share: (rank: Int, ranks: Int)

  /// Finds out who reads what; a collective call.
  ///
  /// - Parameter path: the file, as this rank names it; a missing one is a copy of its own.
  init(_ path: String, _ communicator: Communicator) throws(PathlineError) {
    let own = FileSystem.identity(of: path) ?? ""
    let all = try messaging { () throws(MessagingError) in
      let gathered = try communicator.gather(Array(own.utf8), at: 0)
      return try communicator.broadcast(Array(gathered.joined(separator: "\n".utf8)), from: 0)
    }
    let identities = String(decoding: all, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    var files: [Substring] = []
    for identity in identities where !files.contains(identity) { files.append(identity) }
    count = files.count
    copy = files.firstIndex(of: identities[communicator.rank]) ?? 0
    share = (
      identities[..<communicator.rank].count { $0 == own }, identities.count { $0 == own }
    )
  }

  /// Whether this rank is to do what one rank does for each file.
  var isFirst: Bool { share.rank == 0 }

  /// The part of a whole that this rank looks at: neighbours, which lie in the same chunks.
  func part(of whole: Int) -> Range<Int> {
    (0..<whole).share(of: share.rank, ranks: share.ranks)
  }
}
