import Foundation
import Messaging
import TestSupport
import Testing

@Suite("Ranks that fail", .serialized, .timeLimit(.minutes(1)))
struct FaultTests {
  @Test("a rank that aborts ends all ranks within 5 s, and mpirun returns its code", arguments: [2, 3])
  func abort(ranks: Int) throws {
    let run = try rankRun(["abort", "5"], ranks: ranks)
    let processes = run.waitUntilReady(ranks: ranks)
    try #require(processes.count == ranks)
    let outcome = run.finish(limit: 5)
    #expect(outcome.endedByItself)
    #expect(outcome.code == 5)
    #expect(outcome.output.contains("last words"), "\(outcome.output)")
    #expect(!outcome.output.contains("survived"))
    #expect(ProcessTable.allGone(processes, within: 1))
  }

  @Test("abort without MPI exits with the code")
  func abortAlone() throws {
    let outcome = try rankRun(["abort", "5"], ranks: nil).finish(limit: 5)
    #expect(outcome.code == 5)
    #expect(outcome.output.hasSuffix("last words"))
  }

  @Test("the death of one rank ends the others within 5 s", arguments: [2, 3])
  func killedRank(ranks: Int) throws {
    let run = try rankRun(["wait"], ranks: ranks)
    let processes = run.waitUntilReady(ranks: ranks)
    try #require(processes.count == ranks)
    #expect(kill(processes[ranks / 2], SIGKILL) == 0)
    let outcome = run.finish(limit: 5)
    #expect(outcome.endedByItself)
    #expect(outcome.code == 128 + SIGKILL)
    #expect(ProcessTable.allGone(processes, within: 1))
  }
}
