import Messaging

/// How ranks come to the same decision about failures that only some of them met.
enum Agreement {
  /// Lets all ranks go on, or makes all of them throw the same failure; a collective call.
  ///
  /// - Parameter failure: what this rank met; nil if all is well here.
  static func settle(_ failure: Failure?, _ communicator: Communicator) throws(TrainingError) {
    var failures: [Int64] = [failure == nil ? 0 : 1]
    try messaging { () throws(MessagingError) in
      try failures.withUnsafeMutableBufferPointer { buffer throws(MessagingError) in try communicator.sum(buffer) }
    }
    if failures[0] > 0 { throw try first(failure, communicator) }
  }

  /// The failure all ranks report, when at least one met one: the lowest in order, of the lowest rank; a collective
  /// call.
  static func first(_ failure: Failure?, _ communicator: Communicator) throws(TrainingError) -> TrainingError {
    let chosen = try messaging { () throws(MessagingError) -> [UInt8] in
      let all = try communicator.gather(failure?.encoded ?? [], at: 0).compactMap { Failure(encoded: $0) }
      // The minimum of equals is the first: the lowest rank.
      let lowest = all.min { $0.order < $1.order }
      return try communicator.broadcast(lowest?.encoded ?? [], from: 0)
    }
    guard let failure = Failure(encoded: chosen) else {
      preconditionFailure("agreeing on a failure needs a rank that failed")
    }
    return failure.error
  }

  /// Runs work that only rank 0 does, and makes its failure everyone's; a collective call.
  ///
  /// - Returns: what the work gives on rank 0, nil elsewhere.
  static func onRankZero<Result>(
    _ communicator: Communicator, _ work: () throws(TrainingError) -> Result
  ) throws(TrainingError) -> Result? {
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
  static func onEveryRank<Result>(
    _ communicator: Communicator, _ work: () throws(TrainingError) -> Result
  ) throws(TrainingError) -> Result {
    let result: Swift.Result<Result, TrainingError>
    do {
      result = .success(try work())
    } catch {
      result = .failure(error)
    }
    if case .failure(let error) = result {
      try settle(Failure(error), communicator)
    } else {
      try settle(nil, communicator)
    }
    return try result.get()
  }
}
