import TestSupport

/// Starts the program `RankCheck`, alone or under mpirun.
func rankRun(
  _ arguments: [String], ranks: Int?, options: [String] = [], environment: [String: String] = [:],
  signalsBlocked: Bool = false
) throws -> ProgramRun {
  try ProgramRun(
    [ProgramRun.built("RankCheck")] + arguments, ranks: ranks, options: options, environment: environment,
    signalsBlocked: signalsBlocked)
}

extension ProgramRun {
  /// Waits until every rank has printed `ready` and its process number; returns those.
  func waitUntilReady(ranks: Int, limit: Double = 20) -> [Int32] {
    var numbers: [Int32] = []
    let areReady = ProcessTable.wait(limit) {
      numbers = output.split(separator: "\n").filter { $0.hasPrefix("ready ") }
        .compactMap { Int32($0.dropFirst("ready ".count)) }
      return numbers.count == ranks
    }
    return areReady ? numbers : []
  }
}
