import Glibc

/// How far the losses of a run are from those a peer got on the same work.
struct PeerAgreement: Equatable, Sendable {
  /// The peer's library.
  let library: String
  /// Steps that both made.
  let steps: Int
  /// The largest difference of two losses over the peer's loss.
  let worst: Double
  /// The largest such difference allowed; nil where none is judged.
  let allowed: Double?

  /// Compares the losses of the steps that both made.
  init(_ losses: [Double], _ peer: PeerResult, allowed: Double?) {
    library = peer.library
    self.allowed = allowed
    steps = min(losses.count, peer.losses.count)
    // A NaN on either side is the worst there is.
    worst = zip(losses, peer.losses).reduce(0) { worst, pair in
      let difference = abs(pair.0 - pair.1) / abs(pair.1)
      return difference.isNaN ? .infinity : max(worst, difference)
    }
  }

  /// Whether the losses are as near as they must be.
  var holds: Bool { allowed.map { worst <= $0 } ?? true }
}
