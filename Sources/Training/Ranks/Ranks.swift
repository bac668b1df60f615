import Glibc
import Messaging

/// The ranks of the program, for work that is not training.
public enum Ranks {
  /// Whether this process is to speak for all: the first rank, as far as the launcher says, or the only one.
  public static var isFirst: Bool { (Communicator.announcedRank ?? 0) == 0 }

  /// Does work that one process can do: rank 0 does it, the others wait for how it ends.
  ///
  /// - Parameter work: Gives the exit code; must not throw.
  /// - Returns: The exit code of rank 0, on every rank.
  /// - Throws: ``TrainingError`` of kind `ranks` if the ranks cannot talk to each other.
  public static func onFirst(_ work: () -> Int32) throws(TrainingError) -> Int32 {
    do throws(MessagingError) {
      let communicator = try Communicator.start()
      let code = communicator.rank == 0 ? work() : 0
      let agreed = try communicator.broadcast([UInt8(truncatingIfNeeded: code)], from: 0)
      try communicator.finish()
      return Int32(agreed[0])
    } catch {
      throw TrainingError(.ranks, "\(error)")
    }
  }
}
