import Messaging
import Text

/// The memory a rank is going to take, by what asks for it, counted before any is taken.
struct MemoryDemand: Sendable, Equatable {
  /// Memory for one purpose.
  struct Part: Sendable, Equatable {
    /// The key of the job or the option that asks for most of it.
    let key: String
    /// What it is for.
    let purpose: String
    /// The bytes.
    let bytes: SaturatingCount
  }

  /// What was counted so far.
  private(set) var parts: [Part] = []

  /// All bytes.
  var total: SaturatingCount { parts.map(\.bytes).reduce(0, +) }

  /// Counts memory for a purpose.
  ///
  /// - Parameter keys: what may ask for it, with how much each of them asks for: the one that asks for most is blamed.
  mutating func add(_ bytes: SaturatingCount, for purpose: String, blaming keys: KeyValuePairs<String, Int>) {
    guard let key = keys.max(by: { $0.value < $1.value })?.key else { preconditionFailure("somebody is to blame") }
    parts.append(Part(key: key, purpose: purpose, bytes: bytes))
  }

  /// Makes sure that the ranks of every host find the memory they are going to take; a collective call.
  ///
  /// - Throws: A `.job` error that names what asks for most, and how much, on all ranks.
  func require(_ communicator: Communicator) throws(TrainingError) {
    let line = "\(total.value)\t\(communicator.hostName)"
    let all = try messaging { () throws(MessagingError) in
      let lines = try communicator.gather(Array(line.utf8), at: 0)
      return try communicator.broadcast(Array(lines.joined(separator: [0])), from: 0)
    }
    let here = all.split(separator: 0).compactMap { entry -> Int? in
      let fields = String(decoding: entry, as: UTF8.self).split(separator: "\t", maxSplits: 1)
      return fields.count == 2 && fields[1] == communicator.hostName ? Int(fields[0]) : nil
    }
    try Agreement.onEveryRank(communicator) { () throws(TrainingError) in
      try require(of: here, on: communicator.hostName, host: .host(), process: .process())
    }
  }

  /// Compares this demand with the limit of this process, and those of all ranks of its host with the limit of the
  /// host.
  ///
  /// - Parameter ranks: the bytes of each rank of the host.
  func require(
    of ranks: [Int], on name: String, host: MemoryLimit?, process: MemoryLimit?
  ) throws(TrainingError) {
    if let process, total.value > process.bytes { throw shortage("", process) }
    let sum = ranks.map { SaturatingCount($0) }.reduce(0, +)
    guard let host, sum.value > host.bytes else { return }
    throw shortage(
      ranks.count > 1 ? ", and the \(ranks.count) ranks on \(name) together \(Self.text(sum))" : "", host)
  }

  private func shortage(_ ranks: String, _ limit: MemoryLimit) -> TrainingError {
    guard let most = parts.max(by: { $0.bytes.value < $1.bytes.value }) else {
      preconditionFailure("nothing is not too much")
    }
    return TrainingError(
      .job,
      """
      \(most.key) asks for \(Self.text(most.bytes)) (\(most.purpose)): with it a rank needs \
      \(Self.text(total))\(ranks), but \(limit.source) \(Self.text(SaturatingCount(limit.bytes))). Make \(most.key) \
      smaller, or use a host with more memory\(ranks.isEmpty ? "" : " or fewer ranks on each").
      """)
  }

  private static func text(_ bytes: SaturatingCount) -> String {
    guard bytes.value < .max else { return "more than \(Int.max) bytes" }
    return "\(bytes.value) bytes (\(ByteCount(bytes: bytes.value).rounded))"
  }
}
