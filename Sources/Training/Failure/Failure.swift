import Messaging

/// A failure that one rank knows of and the others are about to learn.
struct Failure: Equatable, Sendable {
  /// The place in the order of work: among several failures the lowest order is the one reported.
  ///
  /// It is the index of the group in its batch, or -1 for a failure before the work, so that what is reported does not
  /// depend on which rank did what.
  let order: Int
  /// The failure itself.
  let error: TrainingError

  init(order: Int = -1, _ error: TrainingError) {
    self.order = order
    self.error = error
  }

  /// The failure with the rank that met it, where there are several.
  func told(by communicator: Communicator) -> Failure {
    guard communicator.size > 1 else { return self }
    let rank = "rank \(communicator.rank) on \(communicator.hostName)"
    return Failure(order: order, TrainingError(error.kind, "\(rank), \(error.description)"))
  }

  /// The failure as bytes that travel to another rank.
  var encoded: [UInt8] { Array("\(order)\n\(error.kind.rawValue)\n\(error.description)".utf8) }

  /// Reads what ``encoded`` wrote; nil when the bytes are something else.
  init?(encoded: [UInt8]) {
    let fields = String(decoding: encoded, as: UTF8.self)
      .split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3, let order = Int(fields[0]), let code = Int32(fields[1]),
      let kind = TrainingError.Kind(rawValue: code)
    else { return nil }
    self.init(order: order, TrainingError(kind, String(fields[2])))
  }
}
