import Text

/// The memory a rank is going to take, by what asks for it, counted before any is taken.
package struct MemoryDemand: Sendable, Equatable {
  /// Memory for one purpose.
  package struct Part: Sendable, Equatable {
    /// The key of the job or the option that asks for most of it.
    package let key: String
    /// What it is for.
    package let purpose: String
    /// The bytes.
    package let bytes: SaturatingCount
  }

  /// What was counted so far.
  package private(set) var parts: [Part] = []

  /// Nothing yet.
  package init() {}

  /// All bytes.
  package var total: SaturatingCount { parts.map(\.bytes).reduce(0, +) }

  /// Counts memory for a purpose.
  ///
  /// - Parameter keys: what may ask for it, with how much each of them asks for: the one that asks for most is blamed.
  package mutating func add(_ bytes: SaturatingCount, for purpose: String, blaming keys: KeyValuePairs<String, Int>) {
    guard let key = keys.max(by: { $0.value < $1.value })?.key else { preconditionFailure("somebody is to blame") }
    parts.append(Part(key: key, purpose: purpose, bytes: bytes))
  }

  /// Compares this demand with the limit of this process, and those of all ranks of its host with the limit of the
  /// host.
  ///
  /// - Parameter ranks: the bytes of each rank of the host.
  package func require(
    of ranks: [Int], on name: String, host: MemoryLimit?, process: MemoryLimit?
  ) throws(PathlineError) {
    if let process, total.value > process.bytes { throw shortage("", process) }
    let sum = ranks.map { SaturatingCount($0) }.reduce(0, +)
    guard let host, sum.value > host.bytes else { return }
    throw shortage(
      ranks.count > 1 ? ", and the \(ranks.count) ranks on \(name) together \(Self.text(sum))" : "", host)
  }

  private func shortage(_ ranks: String, _ limit: MemoryLimit) -> PathlineError {
    guard let most = parts.max(by: { $0.bytes.value < $1.bytes.value }) else {
      preconditionFailure("nothing is not too much")
    }
    return PathlineError(
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
