@preconcurrency import Glibc
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

  /// Does work all ranks share; signals that ask to stop are caught from here on.
  ///
  /// - Parameter work: A collective task; what it throws it throws on every rank.
  /// - Returns: What the work returns.
  /// - Throws: ``TrainingError``. After one of kind `ranks` the others may wait for this rank, so it ends them.
  public static func together<Result>(
    _ work: (Communicator) throws(TrainingError) -> Result
  ) throws(TrainingError) -> Result {
    StopSignal.install()
    let communicator: Communicator
    do throws(MessagingError) {
      communicator = try Communicator.start()
    } catch {
      throw TrainingError(.ranks, "\(error)")
    }
    do throws(TrainingError) {
      let result = try work(communicator)
      try finish(communicator)
      return result
    } catch {
      if error.kind == .ranks {
        fputs("pathline: rank \(communicator.rank) on \(communicator.hostName): \(error)\n", stderr)
        communicator.abort(code: error.exitCode)
      }
      try finish(communicator)
      throw error
    }
  }

  private static func finish(_ communicator: Communicator) throws(TrainingError) {
    do throws(MessagingError) {
      try communicator.finish()
    } catch {
      throw TrainingError(.ranks, "\(error)")
    }
  }
}
