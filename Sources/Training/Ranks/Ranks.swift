@preconcurrency import Glibc
import Messaging

/// The ranks of the program, for work that is not training.
public enum Ranks {
  /// Whether this process is to speak for all: the first rank, as far as the launcher says, or the only one.
  public static var isFirst: Bool { (Communicator.announcedRank ?? 0) == 0 }

  /// Does work that one process can do: rank 0 does it, the others wait for how it ends.
  ///
  /// - Parameters:
  ///   - command: What the command line asks for, which must be the same on all ranks.
  ///   - work: Gives the exit code; must not throw.
  /// - Returns: The exit code of rank 0, on every rank.
  /// - Throws: ``TrainingError`` if the ranks cannot talk to each other or were given different command lines.
  public static func onFirst(_ command: String, _ work: () -> Int32) throws(TrainingError) -> Int32 {
    let communicator = try join(command)
    return try messaging { () throws(MessagingError) in
      let code = communicator.rank == 0 ? work() : 0
      let agreed = try communicator.broadcast([UInt8(truncatingIfNeeded: code)], from: 0)
      try communicator.finish()
      return Int32(agreed[0])
    }
  }

  /// Does work all ranks share; signals that ask to stop are caught from here on.
  ///
  /// - Parameters:
  ///   - command: What the command line asks for, which must be the same on all ranks.
  ///   - work: A collective task; what it throws it throws on every rank.
  /// - Returns: What the work returns.
  /// - Throws: ``TrainingError``. After one of kind `ranks` the others may wait for this rank, so it ends them.
  public static func together<Result>(
    _ command: String, _ work: (Communicator) throws(TrainingError) -> Result
  ) throws(TrainingError) -> Result {
    StopSignal.install()
    let communicator = try join(command)
    return try inOrder(communicator) { () throws(TrainingError) in
      let result = try work(communicator)
      try messaging { () throws(MessagingError) in try communicator.finish() }
      return result
    }
  }

  /// Tells the other ranks that this one cannot follow its command line: they may have been given another.
  ///
  /// - Parameter problem: What is wrong.
  /// - Returns: The error all ranks end with; where the ranks cannot talk to each other, that of this rank.
  public static func refusal(_ problem: String) -> TrainingError {
    let own = TrainingError(.job, problem)
    guard let communicator = try? Communicator.start() else { return own }
    do throws(TrainingError) {
      try inOrder(communicator) { () throws(TrainingError) in
        try Agreement.settle(Failure(own).told(by: communicator), communicator)
      }
      return own
    } catch {
      return error
    }
  }

  private static func join(_ command: String) throws(TrainingError) -> Communicator {
    let communicator = try messaging { () throws(MessagingError) in try Communicator.start() }
    try agree(on: command, communicator)
    return communicator
  }

  /// Makes sure that all ranks are to do the same; a collective call, the first of every command.
  static func agree(on command: String, _ communicator: Communicator) throws(TrainingError) {
    try inOrder(communicator) { () throws(TrainingError) in
      // Whoever cannot follow its command line says so here; see `refusal`.
      try Agreement.settle(nil, communicator)
      try Agreement.requireSame(command, communicator) { first, owner in
        TrainingError(
          .job, "the command line is `\(command)`, but that of \(owner) is `\(first)`; give all ranks the same.")
      }
    }
  }

  /// Does collective work; a failure that all ranks share lets them take leave, any other one ends them.
  private static func inOrder<Result>(
    _ communicator: Communicator, _ work: () throws(TrainingError) -> Result
  ) throws(TrainingError) -> Result {
    do throws(TrainingError) {
      return try work()
    } catch {
      if error.kind == .ranks {
        fputs("pathline: rank \(communicator.rank) on \(communicator.hostName): \(error)\n", stderr)
        communicator.abort(code: error.exitCode)
      }
      try messaging { () throws(MessagingError) in try communicator.finish() }
      throw error
    }
  }
}
