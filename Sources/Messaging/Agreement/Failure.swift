import Host

/// A failure that one rank knows of and the others are about to learn.
package struct Failure: Equatable, Sendable {
  /// The place in the order of work: among several failures the lowest order is the one reported.
  ///
  /// It is the index of the group in its batch, or -1 for a failure before the work, so that what is reported does not
  /// depend on which rank did what.
  let order: Int
  /// The failure itself.
  let error: PathlineError
  /// Which rank met it, on which host; nil where that goes without saying.
  private(set) var place: String?

  package init(order: Int = -1, _ error: PathlineError) {
    self.order = order
    self.error = error
  }

  /// The failure with the rank that met it, where there are several.
  package func told(by communicator: Communicator) -> Failure {
    guard communicator.size > 1 else { return self }
    var failure = self
    failure.place = "rank \(communicator.rank) on \(communicator.hostName)"
    return failure
  }

  /// The failure as one of all ranks, which none of them need be named for.
  var ofAll: Failure { Failure(order: order, error) }

  /// The error that all ranks report: it names the rank it comes from.
  var report: PathlineError {
    place.map { PathlineError(error.kind, "\($0): \(error.description)") } ?? error
  }

  /// The failure as bytes that travel to another rank.
  var encoded: [UInt8] { Array("\(order)\n\(error.kind.rawValue)\n\(place ?? "")\n\(error.description)".utf8) }

  /// Reads what ``encoded`` wrote; nil when the bytes are something else.
  init?(encoded: [UInt8]) {
    let fields = String(decoding: encoded, as: UTF8.self)
      .split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
    guard fields.count == 4, let order = Int(fields[0]),
      let kind = PathlineError.Kind(rawValue: String(fields[1]))
    else { return nil }
    self.init(order: order, PathlineError(kind, String(fields[3])))
    if !fields[2].isEmpty { place = String(fields[2]) }
  }
}
