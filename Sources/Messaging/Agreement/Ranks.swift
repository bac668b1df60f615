@preconcurrency import Glibc
import Host

/// The ranks of the program: how they begin a command together and end it in order.
public enum Ranks {
  /// Whether this process is to speak for all: the first rank, as far as the launcher says, or the only one.
  public static var isFirst: Bool { (Communicator.announcedRank ?? 0) == 0 }

  /// Does work that one process can do: rank 0 does it, the others wait for how it ends.
  ///
  /// - Parameters:
  ///   - command: What the command line asks for, which must be the same on all ranks.
  ///   - work: Gives the exit code; must not throw.
  /// - Returns: The exit code of rank 0, on every rank.
  /// - Throws: ``Host/PathlineError`` if the ranks cannot talk to each other or were given different command lines.
  public static func onFirst(_ command: String, _ work: () -> ExitCode) throws(PathlineError) -> ExitCode {
    let communicator = try join(command)
    return try messaging { () throws(MessagingError) in
      let code = try Collective.code(communicator.rank == 0 ? work() : .done, communicator)
      try communicator.finish()
      return code
    }
  }

  /// Does work all ranks share; signals that ask to stop are caught from here on.
  ///
  /// - Parameters:
  ///   - command: What the command line asks for, which must be the same on all ranks.
  ///   - work: A collective task; what it throws it throws on every rank.
  /// - Returns: What the work returns.
  /// - Throws: ``Host/PathlineError``. After one of kind `ranks` the others may wait for this rank, so it ends them.
  public static func together<Result>(
    _ command: String, _ work: (Communicator) throws(PathlineError) -> Result
  ) throws(PathlineError) -> Result {
    StopSignal.install()
    let communicator = try join(command)
    return try inOrder(communicator) { () throws(PathlineError) in
      let result = try work(communicator)
      try messaging { () throws(MessagingError) in try communicator.finish() }
      return result
    }
  }

  /// Tells the other ranks that this one cannot follow its command line: they may have been given another.
  ///
  /// - Parameter problem: What is wrong.
  /// - Returns: The error all ranks end with; where the ranks cannot talk to each other, that of this rank.
  public static func refusal(_ problem: String) -> PathlineError {
    let own = PathlineError(.job, problem)
    guard let communicator = try? Communicator.start() else { return own }
    do throws(PathlineError) {
      try inOrder(communicator) { () throws(PathlineError) in
        try Collective.settle(Failure(own).told(by: communicator), communicator)
      }
      return own
    } catch {
      return error
    }
  }

  private static func join(_ command: String) throws(PathlineError) -> Communicator {
    let communicator = try messaging { () throws(MessagingError) in try Communicator.start() }
    try agree(on: command, communicator)
    return communicator
  }

  /// Makes sure that all ranks are to do the same; a collective call, the first of every command.
  package static func agree(on command: String, _ communicator: Communicator) throws(PathlineError) {
    try inOrder(communicator) { () throws(PathlineError) in
      // Whoever cannot follow its command line says so here; see `refusal`.
      try Collective.settle(nil, communicator)
      try Collective.requireSame(command, communicator) { first, owner in
        PathlineError(
          .job, "the command line is `\(command)`, but that of \(owner) is `\(first)`; give all ranks the same.")
      }
    }
  }

  /// Does collective work; a failure that all ranks share lets them take leave, any other one ends them.
  private static func inOrder<Result>(
    _ communicator: Communicator, _ work: () throws(PathlineError) -> Result
  ) throws(PathlineError) -> Result {
    do throws(PathlineError) {
      return try work()
    } catch {
      if error.kind == .ranks {
        fputs("pathline: rank \(communicator.rank) on \(communicator.hostName): \(error)\n", stderr)
        communicator.abort(code: error.exitCode.rawValue)
      }
      try messaging { () throws(MessagingError) in try communicator.finish() }
      throw error
    }
  }
}
