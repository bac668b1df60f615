import Host

/// How ranks come to the same decision about failures that only some of them met.
package enum Collective {
  /// Lets all ranks go on, or makes all of them throw the same failure; a collective call.
  ///
  /// - Parameter failure: what this rank met; nil if all is well here.
  package static func settle(_ failure: Failure?, _ communicator: Communicator) throws(PathlineError) {
    var failures: [Int64] = [failure == nil ? 0 : 1]
    try messaging { () throws(MessagingError) in
      try failures.withUnsafeMutableBufferPointer { buffer throws(MessagingError) in try communicator.sum(buffer) }
    }
    if failures[0] > 0 { throw try first(failure, communicator) }
  }

  /// The failure all ranks report, when at least one met one: the lowest in order, of the lowest rank; a collective
  /// call.
  ///
  /// It names the rank and host it comes from, unless every rank met the same.
  package static func first(_ failure: Failure?, _ communicator: Communicator) throws(PathlineError) -> PathlineError {
    let chosen = try messaging { () throws(MessagingError) -> [UInt8] in
      let all = try communicator.gather(failure?.encoded ?? [], at: 0).compactMap { Failure(encoded: $0) }
      // The minimum of equals is the first: the lowest rank.
      let lowest = all.min { $0.order < $1.order }
      let isShared = all.count == communicator.size && all.allSatisfy { $0.ofAll == lowest?.ofAll }
      return try communicator.broadcast((isShared ? lowest?.ofAll : lowest)?.encoded ?? [], from: 0)
    }
    guard let failure = Failure(encoded: chosen) else {
      preconditionFailure("agreeing on a failure needs a rank that failed")
    }
    return failure.report
  }

  /// Runs work that only rank 0 does, and makes its failure everyone's; a collective call.
  ///
  /// - Returns: what the work gives on rank 0, nil elsewhere.
  package static func onRankZero<Result>(
    _ communicator: Communicator, _ work: () throws(PathlineError) -> Result
  ) throws(PathlineError) -> Result? {
    var result: Result?
    var failure: Failure?
    if communicator.rank == 0 {
      do {
        result = try work()
      } catch {
        failure = Failure(error)
      }
    }
    try settle(failure, communicator)
    return result
  }

  /// Runs work that every rank does, and makes the first failure everyone's; a collective call.
  package static func onEveryRank<Result>(
    _ communicator: Communicator, _ work: () throws(PathlineError) -> Result
  ) throws(PathlineError) -> Result {
    let result: Swift.Result<Result, PathlineError>
    do {
      result = .success(try work())
    } catch {
      result = .failure(error)
    }
    if case .failure(let error) = result {
      try settle(Failure(error).told(by: communicator), communicator)
    } else {
      try settle(nil, communicator)
    }
    return try result.get()
  }

  /// Makes sure that every rank has what rank 0 has; a collective call.
  ///
  /// - Parameters:
  ///   - own: what this rank has, as text.
  ///   - problem: the error of this rank, given the text of rank 0 and how that rank is called.
  package static func requireSame(
    _ own: String, _ communicator: Communicator, _ problem: (_ first: String, _ owner: String) -> PathlineError
  ) throws(PathlineError) {
    let owner = try text("rank 0 on \(communicator.hostName)", communicator)
    let first = try text(own, communicator)
    try settle(own == first ? nil : Failure(problem(first, owner)).told(by: communicator), communicator)
  }

  /// The text of rank 0, on every rank; a collective call.
  private static func text(_ own: String, _ communicator: Communicator) throws(PathlineError) -> String {
    try messaging { () throws(MessagingError) in
      String(decoding: try communicator.broadcast(Array(own.utf8), from: 0), as: UTF8.self)
    }
  }

  /// The exit code of rank 0, on every rank; a collective call.
  package static func code(_ own: ExitCode, _ communicator: Communicator) throws(MessagingError) -> ExitCode {
    let code = try communicator.broadcast([UInt8(truncatingIfNeeded: own.rawValue)], from: 0)
    return ExitCode(rawValue: Int32(code[0])) ?? .messaging
  }
}
